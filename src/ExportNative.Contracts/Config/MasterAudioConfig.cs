using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ExportNative.Contracts;

/// <summary>
/// One continuous sound under the whole program, instead of each camera's own: copied where the output's container holds its
/// codec, otherwise encoded once. Segments with <see cref="SegmentConfig.AudioFromSource"/> false do not silence it.
/// </summary>
/// <param name="SourceIndex">Index into <see cref="ExportConfig.Sources"/> of the file that is heard, from 0: one of the cameras,
/// or a file that no segment uses and that needs no picture (WAV, FLAC, M4A, MP3, Opus...).</param>
/// <param name="Offset">The time in that file, in seconds, that is heard when the program begins: file time =
/// program time + offset, as with an angle's sync offset. Rounded to the file's nearest sample. Negative when the sound begins after
/// the program does: silence before it, as behind the file's end. Refused when nothing would be heard.</param>
public sealed record MasterAudioConfig(
    [property: Description("Index into sources of the file that is heard, from 0; it needs no picture, and no segment has to use it."), Range(0, int.MaxValue)]
    int SourceIndex,
    [property: Description("Seconds: time in that file = time in the program + offset. Negative: that much silence first."), Range(-Seconds.MaxWholeSeconds, Seconds.MaxWholeSeconds)]
    Seconds Offset = default);
