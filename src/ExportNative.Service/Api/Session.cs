namespace ExportNative.Service.Api;

/// <summary>Who a browser is taken for.</summary>
/// <param name="NeedsKey">Whether the service has API keys; without, its own machine may do everything.</param>
/// <param name="IsKnown">Whether the request showed a key or a session that holds, or needs none.</param>
/// <param name="Scopes">What it may do: <c>submit</c>, <c>read</c>, <c>operate</c>; who may operate may do all.</param>
/// <param name="ExpiresAt">When the session ends; absent without one.</param>
internal sealed record Session(bool NeedsKey, bool IsKnown, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt);
