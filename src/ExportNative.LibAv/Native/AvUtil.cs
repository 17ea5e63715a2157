using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>Raw calls into libavutil, with their C names. Ownership is as in FFmpeg's headers.</summary>
internal static unsafe partial class AvUtil
{
    private const string Library = FFmpegLibraries.AvUtilName;

    [LibraryImport(Library)] public static partial uint avutil_version();
    [LibraryImport(Library)] public static partial nint av_version_info();
    [LibraryImport(Library)] public static partial int av_strerror(int errnum, byte* errbuf, nuint errbuf_size);

    [LibraryImport(Library)] public static partial nint av_malloc(nuint size);
    [LibraryImport(Library)] public static partial nint av_mallocz(nuint size);
    [LibraryImport(Library)] public static partial void av_free(nint ptr);
    [LibraryImport(Library)] public static partial void av_freep(nint* ptr);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int av_dict_set(nint* pm, string key, string? value, int flags);
    [LibraryImport(Library)] public static partial nint av_dict_get(nint m, byte* key, nint prev, int flags);
    [LibraryImport(Library)] public static partial void av_dict_free(nint* pm);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int av_opt_set(nint obj, string name, string val, int search_flags);

    [LibraryImport(Library)] public static partial void av_log_set_callback(delegate* unmanaged[Cdecl]<nint, int, byte*, nint, void> callback);
    [LibraryImport(Library)] public static partial int av_log_format_line2(nint ptr, int level, byte* fmt, nint vl, byte* line, int line_size, int* print_prefix);

    [LibraryImport(Library)] public static partial nint av_get_pix_fmt_name(int pix_fmt);
    [LibraryImport(Library)] public static partial nint av_get_sample_fmt_name(int sample_fmt);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int av_get_sample_fmt(string name);
    [LibraryImport(Library)] public static partial int av_get_bytes_per_sample(int sample_fmt);
    [LibraryImport(Library)] public static partial int av_sample_fmt_is_planar(int sample_fmt);
    [LibraryImport(Library)] public static partial nint av_color_range_name(int range);
    [LibraryImport(Library)] public static partial nint av_color_primaries_name(int primaries);
    [LibraryImport(Library)] public static partial nint av_color_transfer_name(int transfer);
    [LibraryImport(Library)] public static partial nint av_color_space_name(int space);
    [LibraryImport(Library)] public static partial int av_channel_layout_describe(nint channel_layout, byte* buf, nuint buf_size);
    [LibraryImport(Library)] public static partial int av_channel_layout_copy(nint dst, nint src);
    [LibraryImport(Library)] public static partial void av_channel_layout_default(nint ch_layout, int nb_channels);
    [LibraryImport(Library)] public static partial double av_display_rotation_get(int* matrix);

    [LibraryImport(Library)] public static partial nint av_frame_alloc();
    [LibraryImport(Library)] public static partial void av_frame_free(nint* frame);
    [LibraryImport(Library)] public static partial void av_frame_unref(nint frame);
    [LibraryImport(Library)] public static partial int av_frame_get_buffer(nint frame, int align);
    [LibraryImport(Library)] public static partial int av_frame_make_writable(nint frame);
    [LibraryImport(Library)] public static partial int av_samples_set_silence(nint* audio_data, int offset, int nb_samples, int nb_channels, int sample_fmt);
}
