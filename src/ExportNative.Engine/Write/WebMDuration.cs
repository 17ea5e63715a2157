using System.Buffers.Binary;

namespace ExportNative.Engine.Write;

/// <summary>
/// States the length of a finished WebM file anew. libavformat takes the end of the last packet as written, which is later than
/// what is heard by the samples that a decoder skips at the start (CodecDelay, RFC 9559 section 5.1.4.1.25).
/// </summary>
internal static class WebMDuration
{
    private const uint Segment = 0x18538067;
    private const uint Info = 0x1549A966;
    private const uint Duration = 0x4489;
    private const uint Cluster = 0x1F43B675;

    /// <param name="file">A finished WebM file of libavformat's, whose ticks are milliseconds.</param>
    /// <param name="milliseconds">What it shall say.</param>
    public static void Write(Stream file, double milliseconds)
    {
        file.Position = 0;
        while (file.Position < file.Length)
        {
            var (id, size) = (ReadId(file), ReadSize(file));
            if (id == Duration && size == sizeof(double))
            {
                Span<byte> value = stackalloc byte[sizeof(double)];
                BinaryPrimitives.WriteDoubleBigEndian(value, milliseconds);
                file.Write(value);
                return;
            }

            if (id == Cluster)
            {
                return;
            }

            // Only these two are gone into; everything else is stepped over.
            file.Position += id is Segment or Info ? 0 : size;
        }
    }

    private static uint ReadId(Stream file)
    {
        var first = ReadByte(file);
        uint id = first;
        for (var mask = 0x80; mask > 0x10 && (first & mask) == 0; mask >>= 1)
        {
            id = (id << 8) | ReadByte(file);
        }

        return id;
    }

    private static long ReadSize(Stream file)
    {
        var first = ReadByte(file);
        var mask = 0x80;
        var more = 0;
        while (more < 7 && (first & mask) == 0)
        {
            mask >>= 1;
            more++;
        }

        long size = first & (mask - 1);
        for (; more > 0; more--)
        {
            size = (size << 8) | ReadByte(file);
        }

        return size;
    }

    private static byte ReadByte(Stream file)
    {
        var value = file.ReadByte();
        return value >= 0 ? (byte)value : throw new EndOfStreamException();
    }
}
