using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ExportNative.Contracts;

/// <summary>One continuous sound under the whole program, instead of each camera's own.</summary>
/// <param name="SourceIndex">Index into <see cref="ExportConfig.Sources"/> of the file that is heard, from 0.</param>
/// <param name="Offset">The time in that file, in seconds, that is heard when the program begins: file time =
/// program time + offset, as with an angle's sync offset. Negative when the sound begins after the program does.</param>
public sealed record MasterAudioConfig(
    [property: Description("Index into sources of the file that is heard, from 0."), Range(0, int.MaxValue)]
    int SourceIndex,
    [property: Description("Seconds: time in that file = time in the program + offset; may be negative."), Range(-Seconds.MaxWholeSeconds, Seconds.MaxWholeSeconds)]
    Seconds Offset = default);
