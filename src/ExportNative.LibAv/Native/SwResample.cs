using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>Raw calls into libswresample, with their C names. All of them are in every supported version.</summary>
internal static unsafe partial class SwResample
{
    private const string Library = FFmpegLibraries.SwResampleName;

    [LibraryImport(Library)]
    public static partial int swr_alloc_set_opts2(
        nint* ps, nint out_ch_layout, int out_sample_fmt, int out_sample_rate,
        nint in_ch_layout, int in_sample_fmt, int in_sample_rate, int log_offset, nint log_ctx);
    [LibraryImport(Library)] public static partial int swr_init(nint s);
    [LibraryImport(Library)] public static partial int swr_convert_frame(nint swr, nint output, nint input);
    [LibraryImport(Library)] public static partial void swr_free(nint* s);
}
