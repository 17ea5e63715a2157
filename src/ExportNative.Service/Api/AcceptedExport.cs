using ExportNative.Contracts;

namespace ExportNative.Service.Api;

/// <summary>The answer to a config that was taken in, and to a cancelled export.</summary>
/// <param name="JobId">The config's id.</param>
/// <param name="Status"><c>pending</c> or <c>cancelled</c>.</param>
/// <param name="Message">For a person.</param>
/// <param name="Warnings">What was accepted but may not be meant so; absent when there is nothing.</param>
internal sealed record AcceptedExport(string JobId, ExportState Status, string Message, IReadOnlyList<ConfigProblem>? Warnings = null);
