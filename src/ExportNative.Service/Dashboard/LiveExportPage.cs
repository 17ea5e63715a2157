using ExportNative.Contracts;

namespace ExportNative.Service.Dashboard;

/// <summary>A page of exports, newest first.</summary>
/// <param name="Exports">At most as many as were asked for.</param>
/// <param name="Next">Cursor of the next page; absent on the last.</param>
/// <param name="Counts">Number of exports in each state.</param>
internal sealed record LiveExportPage(IReadOnlyList<LiveExport> Exports, string? Next, IReadOnlyDictionary<ExportState, long> Counts);
