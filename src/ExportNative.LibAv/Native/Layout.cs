using System.Runtime.CompilerServices;

namespace ExportNative.LibAv;

/// <summary>
/// Where the fields we touch lie in FFmpeg's structs, in bytes, per major version of libavformat. The column is chosen
/// once, from the library that was loaded; the fields are <c>static readonly</c>, so compiled code sees constants.
/// Figures: <c>offsetof</c>, printed by <c>native/print_layout.c</c> against each version's headers (x86-64); the tables it
/// made are kept beside it (with some fields that are not used) and a test compares. Within one major fields keep their place,
/// between majors they move.
/// </summary>
internal static class Layout
{
    /// <summary>Stands for a field that the version does not have; reading through it is a mistake that the caller must rule out.</summary>
    public const int Absent = -1;

    /// <summary>Majors of libavformat with a column here, oldest first: FFmpeg 5.x, 6.x, 7.x, 9.x.</summary>
    public static readonly int[] Majors = [59, 60, 61, 63];

    /// <summary>All rows by their C name (<c>AVPacket.pts</c>), each with one offset per entry of <see cref="Majors"/>.</summary>
    public static readonly Dictionary<string, int[]> Rows = [];

    private static readonly int Column = Array.IndexOf(Majors, FFmpegLibraries.Major);

    // The field's own name, with a dot for its first underscore, is its name in C.

    public static readonly int AVPacket_pts = Row(8, 8, 8, 8);
    public static readonly int AVPacket_dts = Row(16, 16, 16, 16);
    public static readonly int AVPacket_data = Row(24, 24, 24, 24);
    public static readonly int AVPacket_size = Row(32, 32, 32, 32);
    public static readonly int AVPacket_stream_index = Row(36, 36, 36, 36);
    public static readonly int AVPacket_flags = Row(40, 40, 40, 40);
    public static readonly int AVPacket_duration = Row(64, 64, 64, 64);
    public static readonly int AVPacket_pos = Row(72, 72, 72, 72);
    public static readonly int AVPacket_time_base = Row(96, 96, 96, 96);

    public static readonly int AVFormatContext_iformat = Row(8, 8, 8, 8);
    public static readonly int AVFormatContext_pb = Row(32, 32, 32, 32);
    public static readonly int AVFormatContext_nb_streams = Row(44, 44, 44, 44);
    public static readonly int AVFormatContext_streams = Row(48, 48, 48, 48);
    public static readonly int AVFormatContext_start_time = Row(64, 64, 96, 96);
    public static readonly int AVFormatContext_duration = Row(72, 72, 104, 104);
    public static readonly int AVFormatContext_flags = Row(96, 96, 128, 128);
    public static readonly int AVFormatContext_metadata = Row(176, 176, 192, 192);
    public static readonly int AVFormatContext_interrupt_callback = Row(200, 200, 216, 216);

    public static readonly int AVStream_index = Row(0, 8, 8, 8);
    public static readonly int AVStream_id = Row(4, 12, 12, 12);
    public static readonly int AVStream_codecpar = Row(208, 16, 16, 16);
    public static readonly int AVStream_time_base = Row(16, 32, 32, 32);
    public static readonly int AVStream_start_time = Row(24, 40, 40, 40);
    public static readonly int AVStream_duration = Row(32, 48, 48, 48);
    public static readonly int AVStream_nb_frames = Row(40, 56, 56, 56);
    public static readonly int AVStream_disposition = Row(48, 64, 64, 64);
    public static readonly int AVStream_discard = Row(52, 68, 68, 68);
    public static readonly int AVStream_sample_aspect_ratio = Row(56, 72, 72, 72);
    public static readonly int AVStream_metadata = Row(64, 80, 80, 80);
    public static readonly int AVStream_avg_frame_rate = Row(72, 88, 88, 88);
    public static readonly int AVStream_r_frame_rate = Row(200, 216, 216, 204);

    public static readonly int AVCodecParameters_codec_type = Row(0, 0, 0, 0);
    public static readonly int AVCodecParameters_codec_id = Row(4, 4, 4, 4);
    public static readonly int AVCodecParameters_codec_tag = Row(8, 8, 8, 8);
    public static readonly int AVCodecParameters_extradata = Row(16, 16, 16, 16);
    public static readonly int AVCodecParameters_extradata_size = Row(24, 24, 24, 24);
    public static readonly int AVCodecParameters_format = Row(28, 28, 44, 44);
    public static readonly int AVCodecParameters_bit_rate = Row(32, 32, 48, 48);
    public static readonly int AVCodecParameters_profile = Row(48, 48, 64, 64);
    public static readonly int AVCodecParameters_level = Row(52, 52, 68, 68);
    public static readonly int AVCodecParameters_width = Row(56, 56, 72, 72);
    public static readonly int AVCodecParameters_height = Row(60, 60, 76, 76);
    public static readonly int AVCodecParameters_sample_aspect_ratio = Row(64, 64, 80, 80);
    public static readonly int AVCodecParameters_field_order = Row(72, 72, 96, 96);
    public static readonly int AVCodecParameters_color_range = Row(76, 76, 100, 100);
    public static readonly int AVCodecParameters_color_primaries = Row(80, 80, 104, 104);
    public static readonly int AVCodecParameters_color_trc = Row(84, 84, 108, 108);
    public static readonly int AVCodecParameters_color_space = Row(88, 88, 112, 112);
    public static readonly int AVCodecParameters_video_delay = Row(96, 96, 120, 120);
    public static readonly int AVCodecParameters_sample_rate = Row(116, 116, 152, 152);
    public static readonly int AVCodecParameters_block_align = Row(120, 120, 156, 156);
    public static readonly int AVCodecParameters_frame_size = Row(124, 124, 160, 160);
    public static readonly int AVCodecParameters_initial_padding = Row(128, 128, 164, 164);
    public static readonly int AVCodecParameters_ch_layout = Row(144, 144, 128, 128);

    // 6.0 has neither, though 6.1 is of the same major: StreamSideDataAccess asks for the version.
    public static readonly int AVCodecParameters_coded_side_data = Row(Absent, 176, 32, 32);
    public static readonly int AVCodecParameters_nb_coded_side_data = Row(Absent, 184, 40, 40);

    public static readonly int AVFrame_data = Row(0, 0, 0, 0);
    public static readonly int AVFrame_linesize = Row(64, 64, 64, 64);
    public static readonly int AVFrame_width = Row(104, 104, 104, 104);
    public static readonly int AVFrame_height = Row(108, 108, 108, 108);
    public static readonly int AVFrame_nb_samples = Row(112, 112, 112, 112);
    public static readonly int AVFrame_format = Row(116, 116, 116, 116);
    public static readonly int AVFrame_pict_type = Row(124, 124, 124, 120);
    public static readonly int AVFrame_sample_aspect_ratio = Row(128, 128, 128, 124);
    public static readonly int AVFrame_pts = Row(136, 136, 136, 136);
    public static readonly int AVFrame_pkt_dts = Row(144, 144, 144, 144);
    public static readonly int AVFrame_flags = Row(316, 316, 292, 276);
    public static readonly int AVFrame_color_range = Row(320, 320, 296, 280);
    public static readonly int AVFrame_best_effort_timestamp = Row(344, 344, 320, 304);
    public static readonly int AVFrame_sample_rate = Row(208, 208, 192, 180);
    public static readonly int AVFrame_ch_layout = Row(448, 448, 408, 384);
    public static readonly int AVFrame_extended_data = Row(96, 96, 96, 96);

    public static readonly int AVCodecContext_flags = Row(76, 76, 64, 64);
    public static readonly int AVCodecContext_time_base = Row(100, 100, 84, 84);
    public static readonly int AVCodecContext_framerate = Row(712, 704, 100, 100);
    public static readonly int AVCodecContext_frame_size = Row(364, 364, 376, 376);
    public static readonly int AVCodecContext_pkt_timebase = Row(724, 716, 92, 92);

    public static readonly int AVIndexEntry_pos = Row(0, 0, 0, 0);
    public static readonly int AVIndexEntry_timestamp = Row(8, 8, 8, 8);

    public static readonly int AVChannelLayout_order = Row(0, 0, 0, 0);
    public static readonly int AVChannelLayout_nb_channels = Row(4, 4, 4, 4);

    public static readonly int AVIOContext_buffer = Row(8, 8, 8, 8);
    public static readonly int AVIOContext_error = Row(84, 84, 84, 84);

    public static readonly int AVBSFContext_par_in = Row(24, 24, 24, 24);
    public static readonly int AVBSFContext_par_out = Row(32, 32, 32, 32);
    public static readonly int AVBSFContext_time_base_in = Row(40, 40, 40, 40);
    public static readonly int AVBSFContext_time_base_out = Row(48, 48, 48, 48);

    private static int Row(int v59, int v60, int v61, int v63, [CallerMemberName] string field = "")
    {
        var underscore = field.IndexOf('_', StringComparison.Ordinal);
        int[] offsets = [v59, v60, v61, v63];
        Rows[$"{field[..underscore]}.{field[(underscore + 1)..]}"] = offsets;
        return offsets[Column];
    }
}
