namespace ExportNative.Contracts;

/// <summary>What other parts of a config are checked against, of one source; default when the source itself is wrong.</summary>
/// <param name="Id">The source's id.</param>
/// <param name="Duration">Its length, when stated and above 0.</param>
/// <param name="Fps">Its frame rate, when stated.</param>
/// <param name="HasAudio">Whether it is said to have sound; null when not known.</param>
internal readonly record struct SourceFacts(string? Id, Seconds? Duration, double? Fps, bool? HasAudio);
