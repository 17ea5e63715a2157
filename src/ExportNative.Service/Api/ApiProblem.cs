using ExportNative.Contracts;

namespace ExportNative.Service.Api;

/// <summary>An error as clients get it: RFC 9457, and <paramref name="Error"/>, which existing clients read.</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Error">The same text.</param>
/// <param name="Kind">The stable word of an export's error; null for errors of HTTP.</param>
/// <param name="Problems">Everything that is wrong with a config; null otherwise.</param>
internal sealed record ApiProblem(string Title, int Status, string Detail, string Error, string? Kind = null, IReadOnlyList<ConfigProblem>? Problems = null);
