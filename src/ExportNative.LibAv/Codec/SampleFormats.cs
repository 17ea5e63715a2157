namespace ExportNative.LibAv;

/// <summary>Numbers of sample formats (<c>AVSampleFormat</c>), looked up by FFmpeg's names.</summary>
public static class SampleFormats
{
    /// <summary>16-bit whole numbers, all channels in one plane.</summary>
    public static readonly int S16 = Find("s16");

    /// <summary>Floats from -1 to 1, all channels in one plane.</summary>
    public static readonly int Flt = Find("flt");

    /// <summary>Floats from -1 to 1, one plane for each channel.</summary>
    public static readonly int FltPlanar = Find("fltp");

    /// <summary>FFmpeg's name of a format, for example <c>s16p</c>; empty for a number it does not know.</summary>
    public static string Name(int format)
    {
        FFmpeg.Load();
        return Struct.Text(AvUtil.av_get_sample_fmt_name(format));
    }

    /// <summary>Whether each channel has a plane of its own.</summary>
    public static bool IsPlanar(int format)
    {
        FFmpeg.Load();
        return AvUtil.av_sample_fmt_is_planar(format) != 0;
    }

    /// <summary>Bytes of one sample of one channel; 0 for a number that FFmpeg does not know.</summary>
    public static int BytesPerSample(int format)
    {
        FFmpeg.Load();
        return AvUtil.av_get_bytes_per_sample(format);
    }

    private static int Find(string name)
    {
        FFmpeg.Load();
        return AvUtil.av_get_sample_fmt(name);
    }
}
