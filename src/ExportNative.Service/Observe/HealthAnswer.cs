namespace ExportNative.Service.Observe;

/// <summary>Whether the service can do its work.</summary>
/// <param name="Status"><c>ready</c> or <c>notReady</c>.</param>
/// <param name="Checks"><c>ok</c> or <c>failed</c> for each.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Checks);
