using ExportNative.Contracts;
using ExportNative.Engine.Read;
using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>Which encoder makes pictures that fit between those of a source, tried once for each source that needs one.</summary>
/// <param name="codec">Copy: each source's own codec; otherwise what all pictures are encoded to.</param>
internal sealed class EncoderChoice(OutputCodec codec)
{
    private readonly Dictionary<SourceFile, EncoderSettings> _settings = [];

    /// <summary>Nothing is copied.</summary>
    public bool EncodesAll => codec != OutputCodec.Copy;

    /// <summary>The encoder of a source that <see cref="MustEncode"/> was asked for.</summary>
    public EncoderSettings For(SourceFile source) => _settings[source];

    /// <summary>Makes sure that pictures of the source can be encoded.</summary>
    /// <exception cref="ExportException">This FFmpeg has no encoder for them.</exception>
    public void MustEncode(SourceFile source, int segment)
    {
        if (!_settings.ContainsKey(source))
        {
            _settings.Add(source, EncoderSettings.Find(source, TargetOf(source), out var why)
                ?? throw new ExportException(
                    ExportErrorKind.NotCopyable, ExportStage.Plan, source.Name.AsWritten, segment,
                    $"pictures around its cuts would have to be encoded, and {why}.",
                    "Cut at keyframes (\"cut\": \"keyframe\"), or install an FFmpeg with that encoder."));
        }
    }

    /// <summary>AVCodecID of what the source becomes.</summary>
    public int TargetOf(SourceFile source) => codec switch
    {
        OutputCodec.H264 => CodecIds.H264,
        OutputCodec.H265 => CodecIds.Hevc,
        OutputCodec.Vp9 => CodecIds.Vp9,
        OutputCodec.Av1 => CodecIds.Av1,
        _ => source.Video.Stream.CodecId,
    };
}
