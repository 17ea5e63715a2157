using System.Buffers.Binary;
using ExportNative.Engine.Write;
using Xunit;

namespace ExportNative.UnitTests.Engine;

public sealed class WebMDurationTests
{
    // EBML header (void inside), Segment of unknown size, SeekHead, Info with timestamp scale and duration, Cluster.
    private static readonly byte[] File =
    [
        0x1A, 0x45, 0xDF, 0xA3, 0x83, 0xEC, 0x81, 0x00,
        0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0x11, 0x4D, 0x9B, 0x74, 0x84, 0x44, 0x89, 0x88, 0x00,
        0x15, 0x49, 0xA9, 0x66, 0x92, 0x2A, 0xD7, 0xB1, 0x83, 0x0F, 0x42, 0x40, 0x44, 0x89, 0x88, 1, 2, 3, 4, 5, 6, 7, 8,
        0x1F, 0x43, 0xB6, 0x75, 0x80,
    ];

    [Fact]
    public void Only_the_duration_in_the_info_is_replaced()
    {
        using var file = new MemoryStream();
        file.Write(File);
        WebMDuration.Write(file, 1234.5);
        var found = file.ToArray();
        const int place = 44;
        Assert.Equal(1234.5, BinaryPrimitives.ReadDoubleBigEndian(found.AsSpan(place)));
        Assert.Equal(File[..place], found[..place]);
        Assert.Equal(File[(place + 8)..], found[(place + 8)..]);
    }

    [Fact]
    public void A_file_without_a_duration_stays_as_it_is()
    {
        using var file = new MemoryStream();
        byte[] without = [.. File[..29], .. File[52..]];
        file.Write(without);
        WebMDuration.Write(file, 1234.5);
        Assert.Equal(without, file.ToArray());
    }
}
