namespace ExportNative.Service.Api;

/// <summary>A page of exports, newest first.</summary>
/// <param name="Exports">At most as many as were asked for.</param>
/// <param name="Next">To be sent as <c>cursor</c> for the next page; absent on the last.</param>
internal sealed record ExportList(IReadOnlyList<ListedExport> Exports, string? Next);
