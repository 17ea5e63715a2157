using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>A source as the plan found it.</summary>
/// <param name="Index">Place in the config's sources.</param>
/// <param name="FilePath">As the config names it.</param>
/// <param name="Video">The picture that is copied, in a few words: codec, size, rate.</param>
/// <param name="Audio">The sound that is copied, in a few words; null when there is none.</param>
/// <param name="HasIndex">False: the file had to be read once to find its keyframes.</param>
/// <param name="LeftOut">Further streams that do not go along: subtitles, timecode, second languages; empty mostly.</param>
public sealed record PlannedSource(int Index, string FilePath, string Video, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Audio, bool HasIndex, IReadOnlyList<string> LeftOut);
