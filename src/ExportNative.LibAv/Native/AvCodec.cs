using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>Raw calls into libavcodec, with their C names. Ownership is as in FFmpeg's headers.</summary>
internal static unsafe partial class AvCodec
{
    private const string Library = FFmpegLibraries.AvCodecName;

    [LibraryImport(Library)] public static partial uint avcodec_version();
    [LibraryImport(Library)] public static partial nint avcodec_get_name(int id);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint avcodec_descriptor_get_by_name(string name);
    [LibraryImport(Library)] public static partial int av_get_bits_per_sample(int codec_id);
    [LibraryImport(Library)] public static partial nint avcodec_profile_name(int codec_id, int profile);

    [LibraryImport(Library)] public static partial nint avcodec_parameters_alloc();
    [LibraryImport(Library)] public static partial void avcodec_parameters_free(nint* par);
    [LibraryImport(Library)] public static partial int avcodec_parameters_copy(nint dst, nint src);
    [LibraryImport(Library)] public static partial int avcodec_parameters_from_context(nint par, nint codec);
    [LibraryImport(Library)] public static partial int avcodec_parameters_to_context(nint codec, nint par);

    [LibraryImport(Library)] public static partial nint av_packet_alloc();
    [LibraryImport(Library)] public static partial void av_packet_free(nint* pkt);
    [LibraryImport(Library)] public static partial void av_packet_unref(nint pkt);
    [LibraryImport(Library)] public static partial int av_new_packet(nint pkt, int size);
    [LibraryImport(Library)] public static partial void av_shrink_packet(nint pkt, int size);
    [LibraryImport(Library)] public static partial int av_packet_make_writable(nint pkt);
    [LibraryImport(Library)] public static partial void av_packet_move_ref(nint dst, nint src);
    [LibraryImport(Library)] public static partial int av_packet_ref(nint dst, nint src);
    [LibraryImport(Library)] public static partial int av_packet_copy_props(nint dst, nint src);
    [LibraryImport(Library)] public static partial nint av_packet_get_side_data(nint pkt, int type, nuint* size);
    [LibraryImport(Library)] public static partial nint av_packet_new_side_data(nint pkt, int type, nuint size);
    [LibraryImport(Library)] public static partial void av_packet_free_side_data(nint pkt);
    [LibraryImport(Library)] public static partial nint av_packet_side_data_name(int type);

    /// <summary>libavcodec 60.31 and later only; called from major 61 on.</summary>
    [LibraryImport(Library)] public static partial nint av_packet_side_data_new(nint* psd, int* pnb_sd, int type, nuint size, int flags);

    /// <summary>libavcodec 60.31 and later only; called from major 61 on.</summary>
    [LibraryImport(Library)] public static partial void av_packet_side_data_free(nint* sd, int* nb_sd);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int av_bsf_list_parse_str(string str, nint* bsf);
    [LibraryImport(Library)] public static partial int av_bsf_init(nint ctx);
    [LibraryImport(Library)] public static partial int av_bsf_send_packet(nint ctx, nint pkt);
    [LibraryImport(Library)] public static partial int av_bsf_receive_packet(nint ctx, nint pkt);
    [LibraryImport(Library)] public static partial void av_bsf_flush(nint ctx);
    [LibraryImport(Library)] public static partial void av_bsf_free(nint* ctx);

    [LibraryImport(Library)] public static partial nint avcodec_find_decoder(int id);
    [LibraryImport(Library)] public static partial nint avcodec_find_encoder(int id);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint avcodec_find_encoder_by_name(string name);
    [LibraryImport(Library)] public static partial nint avcodec_alloc_context3(nint codec);
    [LibraryImport(Library)] public static partial void avcodec_free_context(nint* avctx);
    [LibraryImport(Library)] public static partial int avcodec_open2(nint avctx, nint codec, nint* options);
    [LibraryImport(Library)] public static partial int avcodec_send_packet(nint avctx, nint avpkt);
    [LibraryImport(Library)] public static partial int avcodec_receive_frame(nint avctx, nint frame);
    [LibraryImport(Library)] public static partial int avcodec_send_frame(nint avctx, nint frame);
    [LibraryImport(Library)] public static partial int avcodec_receive_packet(nint avctx, nint avpkt);
    [LibraryImport(Library)] public static partial void avcodec_flush_buffers(nint avctx);
}
