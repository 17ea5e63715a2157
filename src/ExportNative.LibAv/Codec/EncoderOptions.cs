using Microsoft.Extensions.Logging;

namespace ExportNative.LibAv;

/// <summary>What an encoder shall make.</summary>
public sealed class EncoderOptions
{
    /// <summary>Name of the encoder, for example <c>libx264</c>; FFmpeg's preferred one of the codec when null.</summary>
    public string? EncoderName { get; init; }

    /// <summary>Seconds per tick of the frames that will be sent; packets come in the same.</summary>
    public required Rational TimeBase { get; init; }

    /// <summary>Frames per second, for video of constant rate; 0/1 when unknown.</summary>
    public Rational FrameRate { get; init; } = new(0, 1);

    /// <summary>Whether codec headers go into extradata instead of the packets (AV_CODEC_FLAG_GLOBAL_HEADER), as MP4 and Matroska need.</summary>
    public bool GlobalHeader { get; init; } = true;

    /// <summary>FFmpeg's option names (<c>b</c>, <c>g</c>, <c>preset</c>...); a leading <c>?</c> makes one optional.</summary>
    public IReadOnlyDictionary<string, string>? CodecOptions { get; init; }

    /// <summary>Receives log lines of calls on the calling thread.</summary>
    public ILogger? Logger { get; init; }
}
