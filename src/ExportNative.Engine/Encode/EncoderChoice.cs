using ExportNative.Contracts;
using ExportNative.Engine.Read;
using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>Which encoder makes pictures that fit between those of a source, tried once for each source that needs one.</summary>
/// <param name="output">Copy or encode, and what is allowed where cuts cannot be made.</param>
/// <param name="first">The source of the first segment: its codec is the program's, unless everything is encoded to another.</param>
internal sealed class EncoderChoice(OutputConfig output, SourceFile first)
{
    private readonly Dictionary<SourceFile, (EncoderSettings? Settings, string Why)> _found = [];

    /// <summary>Nothing is copied.</summary>
    public bool EncodesAll => output.Codec != OutputCodec.Copy;

    /// <summary>Cuts fall on the exact picture.</summary>
    public bool CutsByFrame => EncodesAll || output.Cut == CutMode.Frame;

    /// <summary>Cuts that cannot be made may roll to a keyframe.</summary>
    public bool MayRoll => !EncodesAll && Allows(CutFallback.Keyframe);

    /// <summary>AVCodecID of the output's picture.</summary>
    public int CodecId => output.Codec switch
    {
        OutputCodec.H264 => CodecIds.H264,
        OutputCodec.H265 => CodecIds.Hevc,
        OutputCodec.Vp9 => CodecIds.Vp9,
        OutputCodec.Av1 => CodecIds.Av1,
        _ => first.Video.Stream.CodecId,
    };

    /// <summary>No packet of the source is copied: everything is encoded, or its codec is another than the program's and that is allowed.</summary>
    public bool EncodesWhole(SourceFile source) =>
        EncodesAll || (CutsByFrame && source.Video.Stream.CodecId != CodecId && Allows(CutFallback.Encode));

    /// <summary>The encoder of a source of which <see cref="CanEncode"/> was said.</summary>
    public EncoderSettings For(SourceFile source) => _found[source].Settings!;

    /// <summary>Whether pictures of the source can be encoded to the program's codec here.</summary>
    /// <param name="source">Any.</param>
    /// <param name="why">Why not, for a sentence; empty when they can.</param>
    public bool CanEncode(SourceFile source, out string why)
    {
        if (!_found.TryGetValue(source, out var found))
        {
            found.Settings = EncoderSettings.Find(source, CodecId, out found.Why);
            _found.Add(source, found);
        }

        why = found.Settings is null ? found.Why : "";
        return found.Settings is not null;
    }

    private bool Allows(CutFallback step) => output.Cut == CutMode.Frame && output.CutFallbacks?.Contains(step) == true;
}
