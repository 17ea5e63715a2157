using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>What a finished export did: <c>report.json</c> beside the output.</summary>
/// <param name="Plan">The plan that was carried out.</param>
/// <param name="Segments">One for each segment of the config, in its order.</param>
/// <param name="VideoPackets">Video packets written, pre-roll included.</param>
/// <param name="AudioPackets">Audio packets written, silence and lead included.</param>
/// <param name="VideoPacketsEncoded">Video packets among them that were encoded anew.</param>
/// <param name="PicturesConcealed">Pictures around cuts that are damaged in the source: shown as the decoder could repair them, or missing and bridged by the picture before.</param>
/// <param name="SilentPackets">Audio packets among them that are silence made for the gaps.</param>
/// <param name="ParameterSetsInserted">Keyframes that were given their source's parameter sets.</param>
/// <param name="SplicesMarked">HEVC CRA pictures at cuts that were marked as BLA, so that decoders begin anew there.</param>
/// <param name="PacketsRenumbered">H.264 packets behind a cut to an open-GOP keyframe whose slice headers count from it; the coded pictures are untouched.</param>
/// <param name="MediaBytes">Bytes of all packets.</param>
/// <param name="FileBytes">Size of the output.</param>
/// <param name="BytesRead">Bytes read from the sources, planning included.</param>
/// <param name="IndexBeforeMedia">The file can be played while it is downloaded.</param>
/// <param name="Revisions">Why the program was planned anew on the way; empty mostly.</param>
/// <param name="Warnings">Those of the plan and of writing.</param>
/// <param name="Verification">Per track, when asked for; null otherwise.</param>
/// <param name="Libraries">Versions of the FFmpeg libraries that were used.</param>
/// <param name="StartedAt">When the export began.</param>
/// <param name="DurationMilliseconds">How long it took.</param>
/// <param name="AudioPacketsEncoded">Audio packets among those written that were encoded here: all of a master sound that its container does not hold, or those at smoothed seams.</param>
/// <param name="SeamsSmoothed">Seams of sound that got a short crossfade.</param>
public sealed record ExportReport(
    ExportPlan Plan,
    IReadOnlyList<ReportedSegment> Segments,
    long VideoPackets,
    long AudioPackets,
    long VideoPacketsEncoded,
    long PicturesConcealed,
    long SilentPackets,
    long ParameterSetsInserted,
    long SplicesMarked,
    long PacketsRenumbered,
    long MediaBytes,
    long FileBytes,
    long BytesRead,
    bool IndexBeforeMedia,
    IReadOnlyList<string> Revisions,
    IReadOnlyList<ExportWarning> Warnings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<StreamVerification>? Verification,
    IReadOnlyDictionary<string, string> Libraries,
    DateTimeOffset StartedAt,
    long DurationMilliseconds,
    long AudioPacketsEncoded = 0,
    long SeamsSmoothed = 0);
