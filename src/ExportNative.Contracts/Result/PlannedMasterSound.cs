using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>The one sound that runs uncut under the whole program.</summary>
/// <param name="SourceIndex">Place of its file in the config's sources.</param>
/// <param name="FilePath">As the config names it.</param>
/// <param name="Sound">What the file holds, in a few words: codec, rate, channels.</param>
/// <param name="Offset">Seconds of the file that are heard when the program begins; negative: the program begins that much earlier, in silence.</param>
/// <param name="IsCopied">Its packets are copied; otherwise it is encoded, once and as a whole.</param>
/// <param name="Codec">FFmpeg's name of the codec in the output.</param>
/// <param name="Reason">Why it is not copied, one sentence; null when it is.</param>
public sealed record PlannedMasterSound(
    int SourceIndex,
    string FilePath,
    string Sound,
    Seconds Offset,
    bool IsCopied,
    string Codec,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason);
