using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>Raw calls into libavformat, with their C names. Ownership is as in FFmpeg's headers.</summary>
internal static unsafe partial class AvFormat
{
    private const string Library = FFmpegLibraries.AvFormatName;

    [LibraryImport(Library)] public static partial uint avformat_version();

    [LibraryImport(Library)]
    public static partial nint avio_alloc_context(
        nint buffer, int buffer_size, int write_flag, nint opaque,
        delegate* unmanaged[Cdecl]<nint, byte*, int, int> read_packet,
        delegate* unmanaged[Cdecl]<nint, byte*, int, int> write_packet,
        delegate* unmanaged[Cdecl]<nint, long, int, long> seek);
    [LibraryImport(Library)] public static partial void avio_context_free(nint* s);
    [LibraryImport(Library)] public static partial void avio_flush(nint s);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int av_probe_input_buffer2(nint pb, nint* fmt, string url, nint logctx, uint offset, uint max_probe_size);
    [LibraryImport(Library)] public static partial nint avformat_alloc_context();
    [LibraryImport(Library)] public static partial void avformat_free_context(nint s);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int avformat_open_input(nint* ps, string url, nint fmt, nint* options);
    [LibraryImport(Library)] public static partial void avformat_close_input(nint* s);
    [LibraryImport(Library)] public static partial int avformat_find_stream_info(nint ic, nint* options);
    [LibraryImport(Library)] public static partial int av_find_best_stream(nint ic, int type, int wanted_stream_nb, int related_stream, nint* decoder_ret, int flags);
    [LibraryImport(Library)] public static partial int av_read_frame(nint s, nint pkt);
    [LibraryImport(Library)] public static partial int av_seek_frame(nint s, int stream_index, long timestamp, int flags);
    [LibraryImport(Library)] public static partial int avformat_index_get_entries_count(nint st);
    [LibraryImport(Library)] public static partial nint avformat_index_get_entry(nint st, int idx);

    /// <summary>Up to major 60; gone in 61.</summary>
    [LibraryImport(Library)] public static partial nint av_stream_get_side_data(nint stream, int type, nuint* size);

    /// <summary>Up to major 60; gone in 61.</summary>
    [LibraryImport(Library)] public static partial nint av_stream_new_side_data(nint stream, int type, nuint size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint av_guess_format(string? short_name, string? filename, string? mime_type);
    [LibraryImport(Library)] public static partial int avformat_query_codec(nint ofmt, int codec_id, int std_compliance);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int avformat_alloc_output_context2(nint* ctx, nint oformat, string? format_name, string? filename);
    [LibraryImport(Library)] public static partial nint avformat_new_stream(nint s, nint c);
    [LibraryImport(Library)] public static partial int avformat_write_header(nint s, nint* options);
    [LibraryImport(Library)] public static partial int av_write_frame(nint s, nint pkt);
    [LibraryImport(Library)] public static partial int av_interleaved_write_frame(nint s, nint pkt);
    [LibraryImport(Library)] public static partial int av_write_trailer(nint s);
}
