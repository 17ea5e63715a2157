using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// An open media file. Owns the <c>AVFormatContext</c>, not the stream it reads. Reads only that stream: libavformat is given no
/// protocol at all, so nothing inside the file can make it open another file or address. Not for use by two threads at once.
/// </summary>
public sealed unsafe class Demuxer : IDisposable
{
    private readonly StreamIo io;
    private readonly ContextOwner owner;
    private readonly ILogger? logger;
    private readonly string reading;
    private readonly InputStream[] streams;
    private readonly bool[] discarded;

    private Demuxer(ContextOwner owner, StreamIo io, string displayName, ILogger? logger)
    {
        this.owner = owner;
        this.io = io;
        this.logger = logger;
        reading = $"reading '{displayName}'";
        DisplayName = displayName;
        var context = owner.Pointer;
        FormatName = Struct.Text(Struct.Field<nint>(Struct.Field<nint>(context, Layout.AVFormatContext_iformat), 0));
        StartTime = Struct.Field<long>(context, Layout.AVFormatContext_start_time);
        Duration = Struct.Field<long>(context, Layout.AVFormatContext_duration);
        Metadata = NativeDictionary.Read(Struct.Field<nint>(context, Layout.AVFormatContext_metadata));
        streams = new InputStream[Struct.Field<int>(context, Layout.AVFormatContext_nb_streams)];
        var list = (nint*)Struct.Field<nint>(context, Layout.AVFormatContext_streams);
        for (var i = 0; i < streams.Length; i++) streams[i] = new InputStream(list[i]);
        discarded = new bool[streams.Length];
    }

    /// <summary>What the user calls the file.</summary>
    public string DisplayName { get; }

    /// <summary>Names of the container format, as FFmpeg calls it, for example <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public string FormatName { get; }

    /// <summary>Presentation time of the earliest stream, in microseconds; <see cref="FFmpeg.NoTimestamp"/> when unknown.</summary>
    public long StartTime { get; }

    /// <summary>Length in microseconds; <see cref="FFmpeg.NoTimestamp"/> when unknown.</summary>
    public long Duration { get; }

    /// <summary>Tags of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All streams, by index. A stream that first appears later in the file is not among them.</summary>
    public IReadOnlyList<InputStream> Streams => streams;

    /// <summary>Asked before each read of the underlying stream and at times in between. May be replaced between calls.</summary>
    public CancellationToken Cancellation { get => io.Cancellation; set => io.Cancellation = value; }

    /// <summary>Bytes read from the underlying stream so far.</summary>
    public long BytesRead => io.BytesRead;

    /// <summary>Opens a file and finds out what its streams are.</summary>
    /// <param name="stream">Seekable; stays the caller's and must outlive the demuxer.</param>
    /// <param name="displayName">What the user calls it: for messages, and its extension as a hint for the format. Never opened.</param>
    /// <param name="options">How to open it.</param>
    /// <param name="cancellation">Stops opening; stays in force until <see cref="Cancellation"/> is replaced.</param>
    /// <exception cref="LibAvException">Not media, damaged, a format that is not accepted, or the stream failed (inner exception).</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> asked for it.</exception>
    /// <exception cref="FFmpegNotFoundException">There is no FFmpeg.</exception>
    public static Demuxer Open(Stream stream, string displayName, DemuxerOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(displayName);
        ArgumentNullException.ThrowIfNull(options);
        cancellation.ThrowIfCancellationRequested();
        FFmpeg.Load();

        var io = new StreamIo(stream, options.BufferSize, writing: false, options.StallTimeout) { Cancellation = cancellation };
        ContextOwner? owner = null;
        try
        {
            using var log = LogBridge.Enter(options.Logger);
            var opening = $"opening '{displayName}'";
            owner = new ContextOwner(OpenContext(io, displayName, opening, options), io);
            io.ThrowIfFailed(AvFormat.avformat_find_stream_info(owner.Pointer, null), nameof(AvFormat.avformat_find_stream_info), opening);
            var opened = new Demuxer(owner, io, displayName, options.Logger);
            if (opened.streams.Length == 0) throw new LibAvException($"{opening}: it looks like '{opened.FormatName}' but holds no stream", null);
            return opened;
        }
        catch
        {
            if (owner is not null) owner.Dispose();
            else io.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next packet in file order into <paramref name="packet"/>, whose old content is given up. Allocates nothing.</summary>
    /// <returns>False at the end of the file; the packet is blank then.</returns>
    /// <exception cref="LibAvException">The file is damaged, ended early, or the stream failed (inner exception).</exception>
    /// <exception cref="OperationCanceledException"><see cref="Cancellation"/> asked for it.</exception>
    public bool Read(Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        io.Cancellation.ThrowIfCancellationRequested();
        int code;
        using (LogBridge.Enter(logger))
        {
            do
            {
                packet.Unref();
                code = AvFormat.av_read_frame(owner.Pointer, packet.Pointer);
            }
            // Packets that were read ahead while opening still come, whatever AVStream.discard says now; and the packets of a
            // stream that first appears in the middle of the file belong to nothing the caller knows.
            while (code >= 0 && (packet.StreamIndex >= discarded.Length || discarded[packet.StreamIndex]));
        }
        GC.KeepAlive(packet);
        GC.KeepAlive(this);
        if (code >= 0 && io.Failure is null) return true;
        // Demuxers report a failed read as the end of the file; only the stream knows better.
        if (code == AvError.EndOfFile && io.Failure is null && !io.Cancellation.IsCancellationRequested) return false;
        packet.Unref();
        io.ThrowIfFailed(code, nameof(AvFormat.av_read_frame), reading);
        return false;
    }

    /// <summary>Goes to another place in the file (<c>av_seek_frame</c>).</summary>
    /// <param name="streamIndex">Stream whose time base <paramref name="timestamp"/> has; -1 for microseconds.</param>
    /// <param name="timestamp">Ticks, or bytes with <see cref="SeekMode.Byte"/>.</param>
    /// <param name="mode">Where to land.</param>
    /// <exception cref="LibAvException">No such place, or the format cannot seek.</exception>
    public void Seek(int streamIndex, long timestamp, SeekMode mode)
    {
        if (streamIndex != -1) StreamAt(streamIndex);
        io.ForgetCancellation();
        int code;
        using (LogBridge.Enter(logger)) code = AvFormat.av_seek_frame(owner.Pointer, streamIndex, timestamp, (int)mode);
        GC.KeepAlive(this);
        if (code < 0 || io.Failure is not null)
            io.ThrowIfFailed(code, nameof(AvFormat.av_seek_frame), string.Create(CultureInfo.InvariantCulture, $"seeking to {timestamp} in stream {streamIndex} of '{DisplayName}'"));
    }

    /// <summary>The best stream of a kind (<c>av_find_best_stream</c>); -1 when there is none.</summary>
    /// <param name="kind">Kind wanted.</param>
    /// <param name="relatedTo">Index of a stream whose program is preferred, or -1.</param>
    public int FindBestStream(MediaKind kind, int relatedTo = -1)
    {
        var index = AvFormat.av_find_best_stream(owner.Pointer, (int)kind, -1, relatedTo, null, 0);
        GC.KeepAlive(this);
        return index < 0 ? -1 : index;
    }

    /// <summary>Whether <see cref="Read"/> leaves this stream out; many demuxers then do not even read its bytes.</summary>
    public void SetDiscard(int streamIndex, bool discardAll)
    {
        Struct.Field<int>(StreamAt(streamIndex), Layout.AVStream_discard) = discardAll ? AVDISCARD_ALL : AVDISCARD_DEFAULT;
        discarded[streamIndex] = discardAll;
        GC.KeepAlive(this);
    }

    /// <summary>How many entries the demuxer's index has now; with some formats it grows while reading.</summary>
    public int IndexEntryCount(int streamIndex)
    {
        var count = AvFormat.avformat_index_get_entries_count(StreamAt(streamIndex));
        GC.KeepAlive(this);
        return count;
    }

    /// <summary>Entry <paramref name="i"/> of the demuxer's index, 0 to <see cref="IndexEntryCount"/> - 1.</summary>
    public IndexEntry GetIndexEntry(int streamIndex, int i)
    {
        var entry = AvFormat.avformat_index_get_entry(StreamAt(streamIndex), i);
        if (entry == 0) throw new ArgumentOutOfRangeException(nameof(i), i, $"Stream {streamIndex} of '{DisplayName}' has no such index entry.");
        // After pos and timestamp: int flags:2, int size:30, then int min_distance. GCC fills bit-fields from the lowest bit.
        var packed = Struct.Field<int>(entry, 16);
        var result = new IndexEntry(
            Struct.Field<long>(entry, Layout.AVIndexEntry_pos), Struct.Field<long>(entry, Layout.AVIndexEntry_timestamp),
            (packed & AVINDEX_KEYFRAME) != 0, (packed & AVINDEX_DISCARD_FRAME) != 0, packed >> 2, Struct.Field<int>(entry, 20));
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Closes the file; the underlying stream stays open.</summary>
    public void Dispose()
    {
        if (owner.IsClosed) return;
        foreach (var stream in streams) stream.Parameters.Dispose();
        using (LogBridge.Enter(logger)) owner.Dispose();
    }

    private nint StreamAt(int streamIndex)
    {
        ObjectDisposedException.ThrowIf(owner.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(streamIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(streamIndex, streams.Length);
        return streams[streamIndex].Native;
    }

    private static nint OpenContext(StreamIo io, string displayName, string opening, DemuxerOptions options)
    {
        var url = HarmlessUrl(displayName);
        var accepted = options.FormatWhitelist ?? DemuxerOptions.DefaultFormats;
        var format = ProbeFormat(io, url, opening, accepted);

        var context = Check.Pointer(AvFormat.avformat_alloc_context(), nameof(AvFormat.avformat_alloc_context), opening);
        Struct.Field<nint>(context, Layout.AVFormatContext_pb) = io.Context;
        Struct.Field<nint>(context, Layout.AVFormatContext_interrupt_callback) = StreamIo.InterruptCallback;
        Struct.Field<nint>(context, Layout.AVFormatContext_interrupt_callback + sizeof(nint)) = io.Opaque;

        var given = new NativeDictionary();
        try
        {
            foreach (var (name, value) in options.FormatOptions ?? FrozenDictionary<string, string>.Empty) given.Set(name.TrimStart('?'), value);
            // No protocol is called "none": every attempt of a demuxer to open something by name is refused.
            given.Set("protocol_whitelist", "none");
            given.Set("format_whitelist", string.Join(',', accepted));
            if (options.ProbeSize is { } bytes) given.Set("probesize", bytes.ToString(CultureInfo.InvariantCulture));
            if (options.AnalyzeDurationMicroseconds is { } time) given.Set("analyzeduration", time.ToString(CultureInfo.InvariantCulture));
            // On failure FFmpeg frees the context itself; the I/O context stays ours because we made it.
            io.ThrowIfFailed(AvFormat.avformat_open_input(&context, url, format, &given.Pointer), nameof(AvFormat.avformat_open_input), opening);
            foreach (var unknown in given.Keys())
            {
                if (options.FormatOptions?.ContainsKey('?' + unknown) != true)
                    throw new LibAvException(AvError.OptionNotFound, nameof(AvFormat.avformat_open_input), $"{opening} with the option '{unknown}'");
            }
            return context;
        }
        catch
        {
            if (context != 0) AvFormat.avformat_close_input(&context);
            throw;
        }
        finally
        {
            given.Dispose();
        }
    }

    // Done here and not by avformat_open_input, because only then a refusal can name the format that was found.
    private static nint ProbeFormat(StreamIo io, string url, string opening, IReadOnlyList<string> accepted)
    {
        nint format = 0;
        io.ThrowIfFailed(AvFormat.av_probe_input_buffer2(io.Context, &format, url, 0, 0, 0), nameof(AvFormat.av_probe_input_buffer2), opening);
        var name = Struct.Text(Struct.Field<nint>(format, 0));
        if (!name.Split(',').Any(accepted.Contains))
            throw new LibAvException($"{opening}: it is of the format '{name}', which is not accepted as a source", null);
        return format;
    }

    // libavformat takes "x:" in front as a protocol and "%d" as a counter; only the extension is of use to it.
    private static string HarmlessUrl(string displayName)
    {
        var name = new StringBuilder(Path.GetFileName(displayName));
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] is ':' or '%' or '?' or '#' or '|' or ',' || char.IsControl(name[i])) name[i] = '_';
        }
        return name.ToString();
    }

    private sealed class ContextOwner(nint context, StreamIo io) : NativeOwner(context)
    {
        protected override void Free(nint pointer)
        {
            AvFormat.avformat_close_input(&pointer);
            io.Dispose();
        }
    }
}
