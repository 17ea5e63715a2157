using Microsoft.Extensions.Logging;

namespace ExportNative.LibAv;

/// <summary>Turns packets into frames. Owns an <c>AVCodecContext</c>. Not for use by two threads at once.</summary>
public sealed class Decoder : IDisposable
{
    private readonly CodecContextOwner owner;
    private readonly ILogger? logger;
    private readonly string decoding;

    private Decoder(CodecContextOwner owner, ILogger? logger, string codecName)
    {
        this.owner = owner;
        this.logger = logger;
        CodecName = codecName;
        decoding = $"decoding {codecName}";
    }

    /// <summary>FFmpeg's name of the codec.</summary>
    public string CodecName { get; }

    /// <summary>Opens FFmpeg's preferred decoder of a codec.</summary>
    /// <param name="parameters">Of the packets that will come.</param>
    /// <param name="packetTimeBase">Of the packets that will come, so that frames get timestamps where codecs need it.</param>
    /// <param name="options">FFmpeg's option names (<c>threads</c>, <c>skip_frame</c>...); a leading <c>?</c> makes one optional.</param>
    /// <param name="logger">Receives log lines of calls on the calling thread.</param>
    /// <exception cref="ArgumentException">Neither video nor audio.</exception>
    /// <exception cref="LibAvException">No such decoder, or it refuses the parameters.</exception>
    public static Decoder Open(CodecParameters parameters, Rational packetTimeBase, IReadOnlyDictionary<string, string>? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        FFmpeg.Load();
        // FFmpeg 5.1 aborts the process when a subtitle decoder is used through send and receive.
        if (parameters.Kind is not (MediaKind.Video or MediaKind.Audio))
            throw new ArgumentException($"Only video and audio are decoded, not a {parameters.Kind} stream.", nameof(parameters));
        using var log = LogBridge.Enter(logger);
        var name = parameters.CodecName;
        var opening = $"opening the {name} decoder";
        var codec = AvCodec.avcodec_find_decoder(parameters.CodecId);
        if (codec == 0) throw new LibAvException(AvError.DecoderNotFound, nameof(AvCodec.avcodec_find_decoder), opening);
        var owner = CodecContextOwner.For(codec, opening);
        try
        {
            Check.Code(AvCodec.avcodec_parameters_to_context(owner.Pointer, parameters.Pointer), nameof(AvCodec.avcodec_parameters_to_context), opening);
            GC.KeepAlive(parameters);
            Struct.Field<Rational>(owner.Pointer, Layout.AVCodecContext_pkt_timebase) = packetTimeBase;
            owner.Open(codec, options, opening);
            return new Decoder(owner, logger, name);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Hands in the next packet in decode order, which keeps its content; null says that nothing follows.</summary>
    /// <returns><see cref="CodecStep.Again"/>: take frames out first, then send the same packet again.</returns>
    /// <exception cref="LibAvException">The packet is damaged; the decoder can go on with the next one.</exception>
    public CodecStep Send(Packet? packet)
    {
        int code;
        using (LogBridge.Enter(logger)) code = AvCodec.avcodec_send_packet(owner.Pointer, packet?.Pointer ?? 0);
        GC.KeepAlive(packet);
        GC.KeepAlive(this);
        return CodecContextOwner.Step(code, nameof(AvCodec.avcodec_send_packet), decoding);
    }

    /// <summary>Takes the next frame in presentation order into <paramref name="frame"/>, whose old content is given up.</summary>
    /// <exception cref="LibAvException">A packet was damaged; the decoder can go on.</exception>
    public CodecStep Receive(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        int code;
        using (LogBridge.Enter(logger)) code = AvCodec.avcodec_receive_frame(owner.Pointer, frame.Pointer);
        GC.KeepAlive(frame);
        GC.KeepAlive(this);
        return CodecContextOwner.Step(code, nameof(AvCodec.avcodec_receive_frame), decoding);
    }

    /// <summary>Forgets everything sent, for continuing at another place (after a seek, or after the end was told).</summary>
    public void Reset()
    {
        using (LogBridge.Enter(logger)) AvCodec.avcodec_flush_buffers(owner.Pointer);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the decoder.</summary>
    public void Dispose() => owner.Dispose();
}
