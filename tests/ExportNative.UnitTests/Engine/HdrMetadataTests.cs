using System.Buffers.Binary;
using ExportNative.Engine.Encode;
using ExportNative.LibAv;
using Xunit;

namespace ExportNative.UnitTests.Engine;

/// <summary>HDR10 metadata as FFmpeg keeps it, in the words of x265.</summary>
public class HdrMetadataTests
{
    [Fact]
    public void A_mastering_display_is_told_in_steps_of_its_standard()
    {
        // BT.2020 primaries, D65, 0.005 to 1000 candela: in fractions of different denominators, as containers have them.
        int[] numbers = [34000, 50000, 16000, 50000, 17, 100, 797, 1000, 6550, 50000, 2300, 50000, 15635, 50000, 16450, 50000, 50, 10000, 1000, 1, 1, 1];
        var data = new StreamSideData(SideDataTypes.MasteringDisplay, "", Bytes(numbers));
        Assert.Equal(":master-display=G(8500,39850)B(6550,2300)R(34000,16000)WP(15635,16450)L(10000000,50)", HdrMetadata.ForX265([data]));
    }

    [Fact]
    public void Light_levels_are_told() =>
        Assert.Equal(":max-cll=1000,400", HdrMetadata.ForX265([new StreamSideData(SideDataTypes.ContentLightLevel, "", Bytes([1000, 400]))]));

    [Fact]
    public void What_is_missing_or_cut_short_is_not_told()
    {
        Assert.Equal("", HdrMetadata.ForX265([]));
        Assert.Equal("", HdrMetadata.ForX265([new StreamSideData(SideDataTypes.MasteringDisplay, "", new byte[40])]));
        Assert.Equal("", HdrMetadata.ForX265([new StreamSideData(SideDataTypes.MasteringDisplay, "", new byte[88])]));
    }

    private static byte[] Bytes(int[] numbers)
    {
        var bytes = new byte[numbers.Length * 4];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), numbers[i]);
        }

        return bytes;
    }
}
