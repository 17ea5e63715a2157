using Microsoft.Extensions.Logging;

namespace ExportNative.LibAv;

/// <summary>
/// Turns decoded sound into another sample format, sample rate or channel layout. Owns a <c>SwrContext</c>. Where the rate stays
/// the same, each frame comes out with as many samples as it went in with; otherwise some are held back until the end is told.
/// Not for use by two threads at once.
/// </summary>
public sealed unsafe class Resampler : IDisposable
{
    private const string Converting = "converting sound";
    private readonly ContextOwner owner;
    private readonly CodecParameters output;
    private readonly ILogger? logger;

    private Resampler(ContextOwner owner, CodecParameters output, ILogger? logger)
    {
        this.owner = owner;
        this.output = output;
        this.logger = logger;
    }

    /// <summary>Prepares a conversion.</summary>
    /// <param name="input">A frame with format, rate and channels of all that will come.</param>
    /// <param name="output">Format, rate and channels wanted.</param>
    /// <param name="logger">Receives log lines of calls on the calling thread.</param>
    /// <exception cref="FFmpegNotFoundException">FFmpeg's libraries are there without libswresample.</exception>
    /// <exception cref="LibAvException">The conversion is not possible.</exception>
    public static Resampler Open(Frame input, CodecParameters output, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        FFmpegLibraries.RequireResampler();
        using var log = LogBridge.Enter(logger);
        input.NameChannels();
        var wanted = output.Clone();
        nint context = 0;
        try
        {
            Check.Code(
                SwResample.swr_alloc_set_opts2(
                    &context, wanted.Pointer + Layout.AVCodecParameters_ch_layout, wanted.Format, wanted.SampleRate,
                    input.Pointer + Layout.AVFrame_ch_layout, input.Format, input.SampleRate, 0, 0),
                nameof(SwResample.swr_alloc_set_opts2), Converting);
            GC.KeepAlive(input);
            var owner = new ContextOwner(context);
            try
            {
                Check.Code(SwResample.swr_init(owner.Pointer), nameof(SwResample.swr_init), Converting);
                return new Resampler(owner, wanted, logger);
            }
            catch
            {
                owner.Dispose();
                throw;
            }
        }
        catch
        {
            wanted.Dispose();
            throw;
        }
    }

    /// <summary>Converts one frame.</summary>
    /// <param name="input">What was decoded, which keeps its samples and gets FFmpeg's usual channel order where it had none; null says that nothing follows, and gives out what was held back.</param>
    /// <param name="converted">Its old content is given up. It may hold no samples.</param>
    /// <exception cref="LibAvException">The frame's format, rate or channels are not those that were prepared for, or memory is short.</exception>
    public void Convert(Frame? input, Frame converted)
    {
        ArgumentNullException.ThrowIfNull(converted);
        input?.NameChannels();
        converted.Prepare(output);
        int code;
        using (LogBridge.Enter(logger)) code = SwResample.swr_convert_frame(owner.Pointer, converted.Pointer, input?.Pointer ?? 0);
        GC.KeepAlive(input);
        GC.KeepAlive(converted);
        GC.KeepAlive(this);
        Check.Code(code, nameof(SwResample.swr_convert_frame), Converting);
    }

    /// <summary>Frees the converter.</summary>
    public void Dispose()
    {
        owner.Dispose();
        output.Dispose();
    }

    private sealed class ContextOwner(nint pointer) : NativeOwner(pointer)
    {
        protected override void Free(nint pointer) => SwResample.swr_free(&pointer);
    }
}
