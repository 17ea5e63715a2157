using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// A media file being written. Owns the <c>AVFormatContext</c>, not the stream it writes to. Order of use: create, add streams,
/// <see cref="WriteHeader"/>, packets, <see cref="WriteTrailer"/>, dispose. Disposed without a trailer, the file is left incomplete.
/// Not for use by two threads at once.
/// </summary>
public sealed unsafe class Muxer : IDisposable
{
    private readonly StreamIo io;
    private readonly ContextOwner owner;
    private readonly MuxerOptions options;
    private readonly string writing;
    private State state;

    private Muxer(ContextOwner owner, StreamIo io, string formatName, MuxerOptions options)
    {
        this.owner = owner;
        this.io = io;
        this.options = options;
        FormatName = formatName;
        writing = options.DisplayName is { } name ? $"writing '{name}'" : $"writing {formatName}";
    }

    private enum State
    {
        Describing,
        Writing,
        Finished,
        Broken,
    }

    /// <summary>Name of the container format.</summary>
    public string FormatName { get; }

    /// <summary>Bytes handed to the underlying stream so far, rewritten ones counted again.</summary>
    public long BytesWritten => io.BytesWritten;

    /// <summary>Asked before each write to the underlying stream. May be replaced between calls.</summary>
    public CancellationToken Cancellation { get => io.Cancellation; set => io.Cancellation = value; }

    /// <summary>Whether a container can hold a codec (<c>avformat_query_codec</c>); false for an unknown container.</summary>
    public static bool SupportsCodec(string formatName, int codecId)
    {
        ArgumentNullException.ThrowIfNull(formatName);
        FFmpeg.Load();
        var format = AvFormat.av_guess_format(formatName, null, null);
        return format != 0 && AvFormat.avformat_query_codec(format, codecId, FF_COMPLIANCE_NORMAL) == 1;
    }

    /// <summary>Begins a file; nothing is written yet.</summary>
    /// <param name="output">Seekable and empty or to be overwritten; stays the caller's and must outlive the muxer.</param>
    /// <param name="formatName">FFmpeg's name of the muxer: <c>mp4</c>, <c>mov</c>, <c>webm</c>, <c>matroska</c>...</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="LibAvException">No such muxer.</exception>
    /// <exception cref="FFmpegNotFoundException">There is no FFmpeg.</exception>
    public static Muxer Create(Stream output, string formatName, MuxerOptions options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(formatName);
        ArgumentNullException.ThrowIfNull(options);
        FFmpeg.Load();

        using var log = LogBridge.Enter(options.Logger);
        var io = new StreamIo(output, options.BufferSize, writing: true);
        try
        {
            nint context = 0;
            Check.Code(AvFormat.avformat_alloc_output_context2(&context, 0, formatName, null),
                nameof(AvFormat.avformat_alloc_output_context2), $"creating the {formatName} muxer");
            Struct.Field<nint>(context, Layout.AVFormatContext_pb) = io.Context;
            // Without this flag the muxer would believe that the I/O context is its own to close.
            Struct.Field<int>(context, Layout.AVFormatContext_flags) |= AVFMT_FLAG_CUSTOM_IO;
            Struct.Field<nint>(context, Layout.AVFormatContext_interrupt_callback) = StreamIo.InterruptCallback;
            Struct.Field<nint>(context, Layout.AVFormatContext_interrupt_callback + sizeof(nint)) = io.Opaque;
            return new Muxer(new ContextOwner(context, io), io, formatName, options);
        }
        catch
        {
            io.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Adds a stream with a copy of <paramref name="parameters"/>, codec tag included (0 lets the muxer choose). Rotation, HDR levels
    /// and the like are not among them: add what is wanted with <see cref="OutputStream.AddSideData"/>.
    /// </summary>
    /// <param name="parameters">What its packets are made of.</param>
    /// <param name="timeBase">Ticks wanted; the muxer may choose others in <see cref="WriteHeader"/>.</param>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public OutputStream AddStream(CodecParameters parameters, Rational timeBase)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!timeBase.IsPositive) throw new ArgumentOutOfRangeException(nameof(timeBase), timeBase, "A time base is positive.");
        RequireBeforeHeader();
        var stream = Check.Pointer(AvFormat.avformat_new_stream(owner.Pointer, 0), nameof(AvFormat.avformat_new_stream), writing);
        Check.Code(AvCodec.avcodec_parameters_copy(Struct.Field<nint>(stream, Layout.AVStream_codecpar), parameters.Pointer),
            nameof(AvCodec.avcodec_parameters_copy), writing);
        StreamSideDataAccess.Clear(stream);
        Struct.Field<Rational>(stream, Layout.AVStream_time_base) = timeBase;
        if (parameters.Kind == MediaKind.Video)
            Struct.Field<Rational>(stream, Layout.AVStream_sample_aspect_ratio) = parameters.SampleAspectRatio;
        GC.KeepAlive(parameters);
        GC.KeepAlive(this);
        return new OutputStream(this, stream);
    }

    /// <summary>Writes the header; afterwards streams are fixed and their time bases final.</summary>
    /// <exception cref="LibAvException">The container cannot hold a stream, an option is unknown or wrong, or writing failed.</exception>
    public void WriteHeader()
    {
        RequireBeforeHeader();
        state = State.Broken;
        using var log = LogBridge.Enter(options.Logger);
        if (options.Metadata is { } tags)
        {
            fixed (nint* dictionary = &Struct.Field<nint>(owner.Pointer, Layout.AVFormatContext_metadata))
                NativeDictionary.Replace(dictionary, tags);
        }

        var given = new NativeDictionary();
        try
        {
            foreach (var (name, value) in options.FormatOptions) given.Set(name.TrimStart('?'), value);
            var code = AvFormat.avformat_write_header(owner.Pointer, &given.Pointer);
            io.ThrowIfFailed(code, nameof(AvFormat.avformat_write_header), $"{writing}, the {FormatName} header");
            foreach (var unknown in given.Keys())
            {
                if (!options.FormatOptions.ContainsKey('?' + unknown))
                    throw new LibAvException(AvError.OptionNotFound, nameof(AvFormat.avformat_write_header), $"setting the {FormatName} muxer's option '{unknown}'");
            }
        }
        finally
        {
            given.Dispose();
        }
        state = State.Writing;
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Hands a packet over to be written in decode order among all streams (<c>av_interleaved_write_frame</c>). The packet is
    /// blank afterwards; FFmpeg may hold its payload until other streams catch up. Allocates no managed memory.
    /// </summary>
    /// <exception cref="LibAvException">Timestamps that do not rise, or writing failed (inner exception: disk full and the like).</exception>
    /// <exception cref="OperationCanceledException"><see cref="Cancellation"/> asked for it.</exception>
    public void WriteInterleaved(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        RequireWriting();
        int code;
        using (LogBridge.Enter(options.Logger)) code = AvFormat.av_interleaved_write_frame(owner.Pointer, packet.Pointer);
        GC.KeepAlive(packet);
        Finish(code, nameof(AvFormat.av_interleaved_write_frame));
    }

    /// <summary>
    /// Writes a packet at once (<c>av_write_frame</c>); the caller interleaves. The packet keeps its content.
    /// </summary>
    /// <exception cref="LibAvException">As for <see cref="WriteInterleaved"/>.</exception>
    /// <exception cref="OperationCanceledException"><see cref="Cancellation"/> asked for it.</exception>
    public void Write(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        RequireWriting();
        int code;
        using (LogBridge.Enter(options.Logger)) code = AvFormat.av_write_frame(owner.Pointer, packet.Pointer);
        GC.KeepAlive(packet);
        Finish(code, nameof(AvFormat.av_write_frame));
    }

    /// <summary>Writes what waits for interleaving (<c>av_interleaved_write_frame(NULL)</c>).</summary>
    /// <exception cref="LibAvException">As for <see cref="WriteInterleaved"/>.</exception>
    public void Flush()
    {
        RequireWriting();
        int code;
        using (LogBridge.Enter(options.Logger)) code = AvFormat.av_interleaved_write_frame(owner.Pointer, 0);
        Finish(code, nameof(AvFormat.av_interleaved_write_frame));
    }

    /// <summary>Writes what waits, then index and trailer, and empties the buffer into the stream. The file is complete afterwards.</summary>
    /// <exception cref="LibAvException">As for <see cref="WriteInterleaved"/>.</exception>
    public void WriteTrailer()
    {
        RequireWriting();
        state = State.Finished;
        int code;
        using (LogBridge.Enter(options.Logger))
        {
            code = AvFormat.av_write_trailer(owner.Pointer);
            AvFormat.avio_flush(io.Context);
        }
        // Some muxers ignore failed writes on their way out; the I/O context remembers them.
        if (code >= 0) code = Math.Min(io.ContextError, 0);
        Finish(code, nameof(AvFormat.av_write_trailer));
    }

    /// <summary>Changes an option of the container while the file is being written, for example <c>moov_size</c> before the trailer.</summary>
    /// <param name="name">AVOption of the muxer or of <c>AVFormatContext</c>.</param>
    /// <param name="value">Its new value as text.</param>
    /// <exception cref="LibAvException">There is no such option, or the value does not fit.</exception>
    public void SetOption(string name, string value)
    {
        RequireOpen();
        const int searchChildren = 1;   // AV_OPT_SEARCH_CHILDREN
        Check.Code(AvUtil.av_opt_set(owner.Pointer, name, value, searchChildren), nameof(AvUtil.av_opt_set), $"setting {name} of {FormatName}");
        GC.KeepAlive(this);
    }

    /// <summary>Frees everything; the underlying stream stays open.</summary>
    public void Dispose()
    {
        if (owner.IsClosed) return;
        using (LogBridge.Enter(options.Logger)) owner.Dispose();
    }

    /// <summary>Throws when disposed.</summary>
    internal void RequireOpen() => ObjectDisposedException.ThrowIf(owner.IsClosed, this);

    /// <summary>Throws when the header has been written.</summary>
    internal void RequireBeforeHeader()
    {
        RequireOpen();
        if (state != State.Describing) throw new InvalidOperationException("The header has been written; streams can no longer change.");
    }

    private void RequireWriting()
    {
        RequireOpen();
        if (state != State.Writing) throw new InvalidOperationException($"Packets are written between header and trailer; the muxer is {state}.");
    }

    private void Finish(int code, string function)
    {
        GC.KeepAlive(this);
        if (code >= 0 && io.Failure is null) return;
        state = State.Broken;
        io.ThrowIfFailed(code, function, writing);
    }

    private sealed class ContextOwner(nint context, StreamIo io) : NativeOwner(context)
    {
        protected override void Free(nint pointer)
        {
            AvFormat.avformat_free_context(pointer);
            io.Dispose();
        }
    }
}
