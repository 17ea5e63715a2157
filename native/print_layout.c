/*
 * Prints where the fields that ExportNative.LibAv touches lie in FFmpeg's structs, and the values of the macros it uses,
 * as the installed headers have them. One line each: name and number. The product's tables are src/ExportNative.LibAv/
 * Native/Layout.cs and AvConstants.cs; native/layout-MAJOR.txt keeps what this printed for each major of libavformat.
 *
 *   gcc -w native/print_layout.c -o print_layout && ./print_layout > native/layout-$(./print_layout | awk '/^major /{print $2}').txt
 */
#include <stddef.h>
#include <stdio.h>
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/log.h>

#define FIELD(type, field) printf("%s.%s %zu\n", #type, #field, offsetof(type, field))
#define VALUE(name) printf("%s %d\n", #name, (int)(name))
#define SIZE(type) printf("sizeof(%s) %zu\n", #type, sizeof(type))

int main(void)
{
    printf("major %d\n", LIBAVFORMAT_VERSION_MAJOR);
    printf("libraries libavformat %d libavcodec %d libavutil %d\n",
           LIBAVFORMAT_VERSION_MAJOR, LIBAVCODEC_VERSION_MAJOR, LIBAVUTIL_VERSION_MAJOR);

    FIELD(AVPacket, pts);
    FIELD(AVPacket, dts);
    FIELD(AVPacket, data);
    FIELD(AVPacket, size);
    FIELD(AVPacket, stream_index);
    FIELD(AVPacket, flags);
    FIELD(AVPacket, side_data);
    FIELD(AVPacket, side_data_elems);
    FIELD(AVPacket, duration);
    FIELD(AVPacket, pos);
    FIELD(AVPacket, time_base);

    FIELD(AVFormatContext, iformat);
    FIELD(AVFormatContext, oformat);
    FIELD(AVFormatContext, pb);
    FIELD(AVFormatContext, ctx_flags);
    FIELD(AVFormatContext, nb_streams);
    FIELD(AVFormatContext, streams);
    FIELD(AVFormatContext, url);
    FIELD(AVFormatContext, start_time);
    FIELD(AVFormatContext, duration);
    FIELD(AVFormatContext, bit_rate);
    FIELD(AVFormatContext, flags);
    FIELD(AVFormatContext, probesize);
    FIELD(AVFormatContext, metadata);
    FIELD(AVFormatContext, interrupt_callback);
    FIELD(AVFormatContext, max_interleave_delta);
    FIELD(AVFormatContext, avoid_negative_ts);
    FIELD(AVFormatContext, protocol_whitelist);
    FIELD(AVFormatContext, format_whitelist);

    FIELD(AVStream, index);
    FIELD(AVStream, id);
    FIELD(AVStream, codecpar);
    FIELD(AVStream, time_base);
    FIELD(AVStream, start_time);
    FIELD(AVStream, duration);
    FIELD(AVStream, nb_frames);
    FIELD(AVStream, disposition);
    FIELD(AVStream, discard);
    FIELD(AVStream, sample_aspect_ratio);
    FIELD(AVStream, metadata);
    FIELD(AVStream, avg_frame_rate);
    FIELD(AVStream, r_frame_rate);

    FIELD(AVCodecParameters, codec_type);
    FIELD(AVCodecParameters, codec_id);
    FIELD(AVCodecParameters, codec_tag);
    FIELD(AVCodecParameters, extradata);
    FIELD(AVCodecParameters, extradata_size);
    FIELD(AVCodecParameters, format);
    FIELD(AVCodecParameters, bit_rate);
    FIELD(AVCodecParameters, profile);
    FIELD(AVCodecParameters, level);
    FIELD(AVCodecParameters, width);
    FIELD(AVCodecParameters, height);
    FIELD(AVCodecParameters, sample_aspect_ratio);
    FIELD(AVCodecParameters, field_order);
    FIELD(AVCodecParameters, color_range);
    FIELD(AVCodecParameters, color_primaries);
    FIELD(AVCodecParameters, color_trc);
    FIELD(AVCodecParameters, color_space);
    FIELD(AVCodecParameters, video_delay);
    FIELD(AVCodecParameters, sample_rate);
    FIELD(AVCodecParameters, block_align);
    FIELD(AVCodecParameters, frame_size);
    FIELD(AVCodecParameters, initial_padding);
    FIELD(AVCodecParameters, ch_layout);
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 0) /* 6.1; 6.0 has none */
    FIELD(AVCodecParameters, coded_side_data);
    FIELD(AVCodecParameters, nb_coded_side_data);
#endif

    FIELD(AVFrame, data);
    FIELD(AVFrame, linesize);
    FIELD(AVFrame, width);
    FIELD(AVFrame, height);
    FIELD(AVFrame, nb_samples);
    FIELD(AVFrame, format);
    FIELD(AVFrame, pict_type);
    FIELD(AVFrame, sample_aspect_ratio);
    FIELD(AVFrame, pts);
    FIELD(AVFrame, pkt_dts);
    FIELD(AVFrame, flags);
    FIELD(AVFrame, color_range);
    FIELD(AVFrame, best_effort_timestamp);
    FIELD(AVFrame, sample_rate);
    FIELD(AVFrame, ch_layout);
    FIELD(AVFrame, extended_data);

    FIELD(AVCodecContext, codec_id);
    FIELD(AVCodecContext, flags);
    FIELD(AVCodecContext, time_base);
    FIELD(AVCodecContext, width);
    FIELD(AVCodecContext, height);
    FIELD(AVCodecContext, gop_size);
    FIELD(AVCodecContext, pix_fmt);
    FIELD(AVCodecContext, framerate);
    FIELD(AVCodecContext, sample_fmt);
    FIELD(AVCodecContext, sample_rate);
    FIELD(AVCodecContext, frame_size);
    FIELD(AVCodecContext, extradata);
    FIELD(AVCodecContext, extradata_size);
    FIELD(AVCodecContext, pkt_timebase);
    FIELD(AVCodecContext, has_b_frames);
    FIELD(AVCodecContext, max_b_frames);
    FIELD(AVCodecContext, thread_count);
    FIELD(AVCodecContext, ch_layout);

    FIELD(AVIndexEntry, pos);
    FIELD(AVIndexEntry, timestamp);

    FIELD(AVChannelLayout, order);
    FIELD(AVChannelLayout, nb_channels);
    FIELD(AVChannelLayout, u);

    FIELD(AVIOContext, buffer);
    FIELD(AVIOContext, buffer_size);
    FIELD(AVIOContext, opaque);
    FIELD(AVIOContext, pos);
    FIELD(AVIOContext, error);

    FIELD(AVBSFContext, par_in);
    FIELD(AVBSFContext, par_out);
    FIELD(AVBSFContext, time_base_in);
    FIELD(AVBSFContext, time_base_out);

    /* Structs and first fields that the code reads without a table. */
    FIELD(AVInputFormat, name);
    FIELD(AVOutputFormat, name);
    FIELD(AVCodec, name);
    FIELD(AVCodecDescriptor, id);
    FIELD(AVDictionaryEntry, key);
    FIELD(AVDictionaryEntry, value);
    FIELD(AVIOInterruptCB, callback);
    FIELD(AVIOInterruptCB, opaque);
    FIELD(AVPacketSideData, data);
    FIELD(AVPacketSideData, size);
    FIELD(AVPacketSideData, type);
    FIELD(AVIndexEntry, min_distance);
    SIZE(AVPacketSideData);
    SIZE(AVIndexEntry);
    SIZE(AVRational);

    VALUE(AV_PKT_FLAG_KEY);
    VALUE(AV_PKT_FLAG_CORRUPT);
    VALUE(AV_PKT_FLAG_DISCARD);
    VALUE(AV_INPUT_BUFFER_PADDING_SIZE);
    VALUE(AVDISCARD_DEFAULT);
    VALUE(AVDISCARD_ALL);
    VALUE(AV_CODEC_FLAG_GLOBAL_HEADER);
    VALUE(AVFMT_FLAG_CUSTOM_IO);
    VALUE(AVINDEX_KEYFRAME);
    VALUE(AVINDEX_DISCARD_FRAME);
    VALUE(AV_DISPOSITION_ATTACHED_PIC);
    VALUE(AVSEEK_SIZE);
    VALUE(AVSEEK_FORCE);
    VALUE(AVSEEK_FLAG_BACKWARD);
    VALUE(AVSEEK_FLAG_BYTE);
    VALUE(AVSEEK_FLAG_ANY);
    VALUE(AV_DICT_IGNORE_SUFFIX);
    VALUE(FF_COMPLIANCE_NORMAL);
    VALUE(AV_FRAME_FLAG_CORRUPT);
    VALUE(AV_NUM_DATA_POINTERS);
    VALUE(AV_LOG_FATAL);
    VALUE(AV_LOG_ERROR);
    VALUE(AV_LOG_WARNING);
    VALUE(AV_LOG_INFO);
    VALUE(AV_LOG_DEBUG);
    VALUE(AVERROR_EOF);
    VALUE(AVERROR_EXIT);
    VALUE(AVERROR_INVALIDDATA);
    VALUE(AVERROR_OPTION_NOT_FOUND);
    VALUE(AVERROR_ENCODER_NOT_FOUND);
    VALUE(AVERROR_DECODER_NOT_FOUND);
    VALUE(AVERROR_UNKNOWN);

    VALUE(AV_PKT_DATA_PALETTE);
    VALUE(AV_PKT_DATA_NEW_EXTRADATA);
    VALUE(AV_PKT_DATA_PARAM_CHANGE);
    VALUE(AV_PKT_DATA_DISPLAYMATRIX);
    VALUE(AV_PKT_DATA_STEREO3D);
    VALUE(AV_PKT_DATA_SKIP_SAMPLES);
    VALUE(AV_PKT_DATA_MASTERING_DISPLAY_METADATA);
    VALUE(AV_PKT_DATA_SPHERICAL);
    VALUE(AV_PKT_DATA_CONTENT_LIGHT_LEVEL);
    VALUE(AV_PKT_DATA_ENCRYPTION_INIT_INFO);
    VALUE(AV_PKT_DATA_ENCRYPTION_INFO);
    VALUE(AV_PKT_DATA_DOVI_CONF);
    return 0;
}
