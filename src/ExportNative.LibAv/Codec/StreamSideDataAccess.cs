using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>
/// A stream's side data in both of its homes: <c>AVStream</c> up to major 60 (reached through functions that 61 no longer has),
/// <c>AVCodecParameters.coded_side_data</c> from 61 on. FFmpeg 6.1 (libavcodec 60.31) has both and keeps the first up to date when it
/// reads; when it writes, what lies in either counts.
/// </summary>
internal static unsafe class StreamSideDataAccess
{
    // More than any supported FFmpeg has; an unknown type is simply not found.
    private const int HighestType = 64;

    private const int OldHomeUntilMajor = 60;
    private const uint OldestWithNewHome = (60 << 16) | (31 << 8);

    private static readonly bool hasNewHome = AvCodec.avcodec_version() >= OldestWithNewHome;

    /// <summary>Copies all side data of an <c>AVStream</c>.</summary>
    public static IReadOnlyList<StreamSideData> Read(nint stream)
    {
        List<StreamSideData> result = [];
        if (FFmpegLibraries.Major <= OldHomeUntilMajor)
        {
            for (var type = 0; type < HighestType; type++)
            {
                nuint size = 0;
                var data = AvFormat.av_stream_get_side_data(stream, type, &size);
                if (data != 0) result.Add(Make(type, data, (long)size));
            }
            return result;
        }

        var parameters = Struct.Field<nint>(stream, Layout.AVStream_codecpar);
        var list = (NativeSideData*)Struct.Field<nint>(parameters, Layout.AVCodecParameters_coded_side_data);
        var count = Struct.Field<int>(parameters, Layout.AVCodecParameters_nb_coded_side_data);
        for (var i = 0; i < count; i++) result.Add(Make(list[i].Type, list[i].Data, (long)list[i].Size));
        return result;
    }

    /// <summary>
    /// Drops side data that came into an <c>AVStream</c> with its codec parameters, as it does where these can hold it, so that all
    /// versions write what was added and nothing else.
    /// </summary>
    public static void Clear(nint stream)
    {
        if (!hasNewHome) return;
        var parameters = Struct.Field<nint>(stream, Layout.AVStream_codecpar);
        AvCodec.av_packet_side_data_free(
            (nint*)(parameters + Layout.AVCodecParameters_coded_side_data),
            (int*)(parameters + Layout.AVCodecParameters_nb_coded_side_data));
    }

    /// <summary>Adds or replaces side data of an <c>AVStream</c> that is going to be muxed.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public static void Write(nint stream, StreamSideData sideData)
    {
        const string doing = "adding side data to a stream";
        nint copy;
        if (FFmpegLibraries.Major <= OldHomeUntilMajor)
        {
            copy = Check.Pointer(AvFormat.av_stream_new_side_data(stream, sideData.Type, (nuint)sideData.Data.Length), nameof(AvFormat.av_stream_new_side_data), doing);
        }
        else
        {
            var parameters = Struct.Field<nint>(stream, Layout.AVStream_codecpar);
            var entry = Check.Pointer(AvCodec.av_packet_side_data_new(
                (nint*)(parameters + Layout.AVCodecParameters_coded_side_data),
                (int*)(parameters + Layout.AVCodecParameters_nb_coded_side_data),
                sideData.Type, (nuint)sideData.Data.Length, 0), nameof(AvCodec.av_packet_side_data_new), doing);
            copy = ((NativeSideData*)entry)->Data;
        }
        sideData.Data.CopyTo(new Span<byte>((void*)copy, sideData.Data.Length));
    }

    /// <summary>Degrees to turn clockwise for showing upright, from the display matrix; 0 without one.</summary>
    public static int Rotation(IReadOnlyList<StreamSideData> sideData)
    {
        foreach (var item in sideData)
        {
            if (item.Type != SideDataTypes.DisplayMatrix || item.Data.Length < 9 * sizeof(int)) continue;
            fixed (byte* matrix = item.Data)
            {
                // The function tells the counter-clockwise turn that the matrix makes; NaN for a singular one.
                var counterClockwise = AvUtil.av_display_rotation_get((int*)matrix);
                if (!double.IsFinite(counterClockwise)) return 0;
                return (((int)Math.Round(-counterClockwise) % 360) + 360) % 360;
            }
        }
        return 0;
    }

    private static StreamSideData Make(int type, nint data, long size) =>
        new(type, Struct.Text(AvCodec.av_packet_side_data_name(type)), Struct.Bytes(data, size));

    // AVPacketSideData, the same in all versions.
    [StructLayout(LayoutKind.Sequential)]
    private struct NativeSideData
    {
        public nint Data;
        public nuint Size;
        public int Type;
    }
}
