namespace ExportNative.LibAv;

/// <summary>
/// Numbers of the codecs that have rules of their own here. Looked up by name in the loaded FFmpeg
/// (<c>avcodec_descriptor_get_by_name</c>), so that they hold for each of its versions.
/// </summary>
public static class CodecIds
{
    /// <summary>H.264 / AVC.</summary>
    public static readonly int H264 = Find("h264");

    /// <summary>H.265 / HEVC.</summary>
    public static readonly int Hevc = Find("hevc");

    /// <summary>VP8.</summary>
    public static readonly int Vp8 = Find("vp8");

    /// <summary>VP9.</summary>
    public static readonly int Vp9 = Find("vp9");

    /// <summary>AV1.</summary>
    public static readonly int Av1 = Find("av1");

    /// <summary>MPEG-4 part 2.</summary>
    public static readonly int Mpeg4 = Find("mpeg4");

    /// <summary>MPEG-1 video.</summary>
    public static readonly int Mpeg1Video = Find("mpeg1video");

    /// <summary>MPEG-2 video.</summary>
    public static readonly int Mpeg2Video = Find("mpeg2video");

    /// <summary>Apple ProRes.</summary>
    public static readonly int ProRes = Find("prores");

    /// <summary>Avid DNxHD / DNxHR.</summary>
    public static readonly int DnxHd = Find("dnxhd");

    /// <summary>Motion JPEG.</summary>
    public static readonly int Mjpeg = Find("mjpeg");

    /// <summary>AAC.</summary>
    public static readonly int Aac = Find("aac");

    /// <summary>MPEG audio layer 2.</summary>
    public static readonly int Mp2 = Find("mp2");

    /// <summary>MPEG audio layer 3.</summary>
    public static readonly int Mp3 = Find("mp3");

    /// <summary>AC-3.</summary>
    public static readonly int Ac3 = Find("ac3");

    /// <summary>E-AC-3.</summary>
    public static readonly int Eac3 = Find("eac3");

    /// <summary>Opus.</summary>
    public static readonly int Opus = Find("opus");

    /// <summary>Vorbis.</summary>
    public static readonly int Vorbis = Find("vorbis");

    /// <summary>FLAC.</summary>
    public static readonly int Flac = Find("flac");

    /// <summary>Apple Lossless.</summary>
    public static readonly int Alac = Find("alac");

    /// <summary>PCM, signed 16 bits, little-endian.</summary>
    public static readonly int PcmS16Le = Find("pcm_s16le");

    /// <summary>PCM, signed 16 bits, big-endian.</summary>
    public static readonly int PcmS16Be = Find("pcm_s16be");

    /// <summary>PCM, signed 24 bits, little-endian.</summary>
    public static readonly int PcmS24Le = Find("pcm_s24le");

    /// <summary>PCM, signed 24 bits, big-endian.</summary>
    public static readonly int PcmS24Be = Find("pcm_s24be");

    /// <summary>PCM, signed 32 bits, little-endian.</summary>
    public static readonly int PcmS32Le = Find("pcm_s32le");

    /// <summary>PCM, signed 32 bits, big-endian.</summary>
    public static readonly int PcmS32Be = Find("pcm_s32be");

    /// <summary>PCM, 32-bit float, little-endian.</summary>
    public static readonly int PcmF32Le = Find("pcm_f32le");

    /// <summary>PCM, 32-bit float, big-endian.</summary>
    public static readonly int PcmF32Be = Find("pcm_f32be");

    /// <summary>PCM, unsigned 8 bits.</summary>
    public static readonly int PcmU8 = Find("pcm_u8");

    /// <summary>PCM, A-law.</summary>
    public static readonly int PcmAlaw = Find("pcm_alaw");

    /// <summary>PCM, mu-law.</summary>
    public static readonly int PcmMulaw = Find("pcm_mulaw");

    /// <summary>FFmpeg's name of a codec number; <c>unknown_codec</c> for a number it does not know.</summary>
    public static string Name(int codecId)
    {
        FFmpeg.Load();
        return Struct.Text(AvCodec.avcodec_get_name(codecId));
    }

    /// <summary>Number of the codec of this name; 0 (none) when this FFmpeg does not know it.</summary>
    public static int Find(string name)
    {
        FFmpeg.Load();
        var descriptor = AvCodec.avcodec_descriptor_get_by_name(name);
        // AVCodecDescriptor begins with its id.
        return descriptor == 0 ? 0 : Struct.Field<int>(descriptor, 0);
    }
}
