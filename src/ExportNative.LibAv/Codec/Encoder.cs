using Microsoft.Extensions.Logging;
using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>Turns frames into packets. Owns an <c>AVCodecContext</c>. Not for use by two threads at once.</summary>
public sealed class Encoder : IDisposable
{
    private readonly CodecContextOwner owner;
    private readonly ILogger? logger;
    private readonly string encoding;

    private Encoder(CodecContextOwner owner, ILogger? logger, string name)
    {
        this.owner = owner;
        this.logger = logger;
        Name = name;
        encoding = $"encoding with {name}";
    }

    /// <summary>FFmpeg's name of the encoder, for example <c>libx264</c>.</summary>
    public string Name { get; }

    /// <summary>Seconds per tick of the packets.</summary>
    public Rational TimeBase => Get<Rational>(Layout.AVCodecContext_time_base);

    /// <summary>Samples per channel that each frame must have (the last may have fewer); 0 when any number is accepted.</summary>
    public int FrameSize => Get<int>(Layout.AVCodecContext_frame_size);

    /// <summary>Whether this FFmpeg has an encoder of that name.</summary>
    public static bool Exists(string encoderName)
    {
        ArgumentNullException.ThrowIfNull(encoderName);
        FFmpeg.Load();
        return AvCodec.avcodec_find_encoder_by_name(encoderName) != 0;
    }

    /// <summary>Opens an encoder.</summary>
    /// <param name="wanted">Codec, size, format, colour, rate, channels of what it shall make. Extradata is ignored.</param>
    /// <param name="options">Time base and settings.</param>
    /// <exception cref="LibAvException">No such encoder, or it refuses the parameters.</exception>
    public static Encoder Open(CodecParameters wanted, EncoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(options);
        FFmpeg.Load();
        using var log = LogBridge.Enter(options.Logger);
        var opening = $"opening the {options.EncoderName ?? wanted.CodecName} encoder";
        var codec = options.EncoderName is { } name ? AvCodec.avcodec_find_encoder_by_name(name) : AvCodec.avcodec_find_encoder(wanted.CodecId);
        if (codec == 0) throw new LibAvException(AvError.EncoderNotFound, nameof(AvCodec.avcodec_find_encoder), opening);
        // avcodec_parameters_to_context would take the source's extradata and tag over, which belong to another encoder's work.
        using var parameters = wanted.Clone();
        parameters.Extradata = [];
        parameters.CodecTag = 0;
        var owner = CodecContextOwner.For(codec, opening);
        try
        {
            var context = owner.Pointer;
            Check.Code(AvCodec.avcodec_parameters_to_context(context, parameters.Pointer), nameof(AvCodec.avcodec_parameters_to_context), opening);
            Struct.Field<Rational>(context, Layout.AVCodecContext_time_base) = options.TimeBase;
            Struct.Field<Rational>(context, Layout.AVCodecContext_framerate) = options.FrameRate;
            if (options.GlobalHeader) Struct.Field<int>(context, Layout.AVCodecContext_flags) |= AV_CODEC_FLAG_GLOBAL_HEADER;
            owner.Open(codec, options.CodecOptions, opening);
            // AVCodec begins with its name.
            return new Encoder(owner, options.Logger, Struct.Text(Struct.Field<nint>(codec, 0)));
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>What the packets are made of, extradata included; a new copy that the caller owns.</summary>
    public CodecParameters Parameters()
    {
        var result = new CodecParameters();
        try
        {
            Check.Code(AvCodec.avcodec_parameters_from_context(result.Pointer, owner.Pointer), nameof(AvCodec.avcodec_parameters_from_context), encoding);
            GC.KeepAlive(this);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Hands in the next frame in presentation order, which keeps its content; null says that nothing follows.</summary>
    /// <returns><see cref="CodecStep.Again"/>: take packets out first, then send the same frame again.</returns>
    /// <exception cref="LibAvException">The frame does not fit the encoder, or encoding failed.</exception>
    public CodecStep Send(Frame? frame)
    {
        int code;
        using (LogBridge.Enter(logger)) code = AvCodec.avcodec_send_frame(owner.Pointer, frame?.Pointer ?? 0);
        GC.KeepAlive(frame);
        GC.KeepAlive(this);
        return CodecContextOwner.Step(code, nameof(AvCodec.avcodec_send_frame), encoding);
    }

    /// <summary>Takes the next packet in decode order into <paramref name="packet"/>, whose old content is given up.</summary>
    /// <exception cref="LibAvException">Encoding failed.</exception>
    public CodecStep Receive(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        int code;
        using (LogBridge.Enter(logger)) code = AvCodec.avcodec_receive_packet(owner.Pointer, packet.Pointer);
        GC.KeepAlive(packet);
        GC.KeepAlive(this);
        return CodecContextOwner.Step(code, nameof(AvCodec.avcodec_receive_packet), encoding);
    }

    /// <summary>Frees the encoder.</summary>
    public void Dispose() => owner.Dispose();

    private T Get<T>(int offset) where T : unmanaged
    {
        var value = Struct.Field<T>(owner.Pointer, offset);
        GC.KeepAlive(this);
        return value;
    }
}
