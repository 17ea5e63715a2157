using Microsoft.Extensions.Logging;

namespace ExportNative.LibAv;

/// <summary>
/// Rewrites packets without decoding them (<c>h264_mp4toannexb</c>, <c>aac_adtstoasc</c>...). Owns an <c>AVBSFContext</c>.
/// Not for use by two threads at once.
/// </summary>
public sealed unsafe class BitstreamFilter : IDisposable
{
    private readonly FilterOwner owner;
    private readonly ILogger? logger;
    private readonly string filtering;

    private BitstreamFilter(FilterOwner owner, ILogger? logger, string description)
    {
        this.owner = owner;
        this.logger = logger;
        Description = description;
        filtering = $"filtering with {description}";
    }

    /// <summary>The filter as it was asked for.</summary>
    public string Description { get; }

    /// <summary>Seconds per tick of the packets that come out.</summary>
    public Rational TimeBase
    {
        get
        {
            var value = Struct.Field<Rational>(owner.Pointer, Layout.AVBSFContext_time_base_out);
            GC.KeepAlive(this);
            return value;
        }
    }

    /// <summary>Opens a filter or a chain of them.</summary>
    /// <param name="description">FFmpeg's notation: names with options, separated by commas, for example <c>extract_extradata=remove=0</c>.</param>
    /// <param name="parameters">Of the packets that will come.</param>
    /// <param name="timeBase">Seconds per tick of the packets that will come.</param>
    /// <param name="logger">Receives log lines of calls on the calling thread.</param>
    /// <exception cref="LibAvException">No such filter or option, or it does not take such a stream.</exception>
    public static BitstreamFilter Open(string description, CodecParameters parameters, Rational timeBase, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(parameters);
        FFmpeg.Load();
        using var log = LogBridge.Enter(logger);
        var opening = $"opening the bitstream filter {description}";
        nint context = 0;
        Check.Code(AvCodec.av_bsf_list_parse_str(description, &context), nameof(AvCodec.av_bsf_list_parse_str), opening);
        var owner = new FilterOwner(context);
        try
        {
            Check.Code(AvCodec.avcodec_parameters_copy(Struct.Field<nint>(context, Layout.AVBSFContext_par_in), parameters.Pointer),
                nameof(AvCodec.avcodec_parameters_copy), opening);
            GC.KeepAlive(parameters);
            Struct.Field<Rational>(context, Layout.AVBSFContext_time_base_in) = timeBase;
            Check.Code(AvCodec.av_bsf_init(context), nameof(AvCodec.av_bsf_init), opening);
            return new BitstreamFilter(owner, logger, description);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What the packets that come out are made of; a new copy that the caller owns. Some filters know it only after the first packet.
    /// </summary>
    public CodecParameters Parameters()
    {
        var copy = CodecParameters.CopyOf(Struct.Field<nint>(owner.Pointer, Layout.AVBSFContext_par_out));
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>Hands in a packet, which is blank afterwards; null says that nothing follows.</summary>
    /// <returns><see cref="CodecStep.Again"/>: take packets out first; the packet still has its content.</returns>
    /// <exception cref="LibAvException">The packet is not what the filter can work on.</exception>
    public CodecStep Send(Packet? packet)
    {
        int code;
        using (LogBridge.Enter(logger)) code = AvCodec.av_bsf_send_packet(owner.Pointer, packet?.Pointer ?? 0);
        GC.KeepAlive(packet);
        GC.KeepAlive(this);
        return CodecContextOwner.Step(code, nameof(AvCodec.av_bsf_send_packet), filtering);
    }

    /// <summary>Takes the next packet into <paramref name="packet"/>, whose old content is given up.</summary>
    /// <exception cref="LibAvException">The packet handed in is not what the filter can work on.</exception>
    public CodecStep Receive(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        int code;
        packet.Unref();
        using (LogBridge.Enter(logger)) code = AvCodec.av_bsf_receive_packet(owner.Pointer, packet.Pointer);
        GC.KeepAlive(packet);
        GC.KeepAlive(this);
        return CodecContextOwner.Step(code, nameof(AvCodec.av_bsf_receive_packet), filtering);
    }

    /// <summary>Forgets what was sent, for continuing at another place.</summary>
    public void Reset()
    {
        using (LogBridge.Enter(logger)) AvCodec.av_bsf_flush(owner.Pointer);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the filter.</summary>
    public void Dispose() => owner.Dispose();

    private sealed class FilterOwner(nint pointer) : NativeOwner(pointer)
    {
        protected override void Free(nint pointer) => AvCodec.av_bsf_free(&pointer);
    }
}
