using CsCheck;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;
using Xunit;

namespace ExportNative.UnitTests.Engine;

/// <summary>Bits, NAL units, and where decoding may begin.</summary>
public class BitstreamTests
{
    private static readonly Gen<byte[]> Unit = Gen.Select(Gen.Byte[1, 255], Gen.Byte.Array[0, 40], Gen.Byte[1, 255], (first, middle, last) => (byte[])[first, .. middle, last]);

    static BitstreamTests() => FFmpeg.Load();

    [Fact]
    public void Exponential_Golomb_codes_read_back() => Gen.UInt[0, 1_000_000].Array[1, 20].Sample(values =>
    {
        var bits = string.Concat(values.Select(v => Convert.ToString(v + 1, 2)).Select(b => new string('0', b.Length - 1) + b));
        var bytes = Enumerable.Range(0, (bits.Length + 7) / 8).Select(i => Convert.ToByte(bits[(i * 8)..Math.Min(bits.Length, (i + 1) * 8)].PadRight(8, '0'), 2)).ToArray();
        var reader = new BitReader(bytes);
        foreach (var value in values)
        {
            if (reader.UnsignedExpGolomb() != value)
            {
                return false;
            }
        }

        return reader.BitPosition == bits.Length && !reader.IsPastEnd;
    });

    [Fact]
    public void Reading_past_the_end_yields_zeros_and_says_so()
    {
        var reader = new BitReader([0xFF]);
        Assert.Equal(0xFFu, reader.Bits(8));
        Assert.False(reader.IsPastEnd);
        Assert.Equal(0u, reader.Bits(16));
        Assert.True(reader.IsPastEnd);
        Assert.Equal(uint.MaxValue, reader.UnsignedExpGolomb());
    }

    [Fact]
    public void Emulation_prevention_is_taken_out() => Gen.Byte[0, 4].Array[0, 60].Sample(payload =>
    {
        var escaped = new List<byte>();
        var zeros = 0;
        foreach (var b in payload)
        {
            if (zeros == 2 && b <= 3)
            {
                escaped.Add(3);
                zeros = 0;
            }

            escaped.Add(b);
            zeros = b == 0 ? zeros + 1 : 0;
        }

        return BitReader.Unescape(escaped.ToArray(), new byte[100]).SequenceEqual(payload);
    });

    [Fact]
    public void Unescaping_never_writes_more_than_there_is_room() =>
        Assert.Equal(3, BitReader.Unescape([1, 2, 3, 4, 5], new byte[3]).Length);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Units_behind_lengths_are_found(int lengthSize) => Unit.Array[0, 8].Sample(units =>
    {
        var packet = units.SelectMany(u => Enumerable.Range(0, lengthSize).Select(i => (byte)(u.Length >> ((lengthSize - 1 - i) * 8))).Concat(u)).ToArray();
        return Read(packet, new NalFormat(lengthSize)).Select(Convert.ToHexString).SequenceEqual(units.Select(Convert.ToHexString));
    });

    [Fact]
    public void Units_behind_start_codes_are_found_whatever_their_length() =>
        Gen.Select(Unit.Where(HoldsNoStartCode).Array[0, 8], Gen.Bool).Sample((units, isLong) =>
        {
            byte[] code = isLong ? [0, 0, 0, 1] : [0, 0, 1];
            var packet = units.SelectMany(u => code.Concat(u)).ToArray();
            return Read(packet, NalFormat.AnnexB).Select(Convert.ToHexString).SequenceEqual(units.Select(Convert.ToHexString));
        });

    [Fact]
    public void Any_bytes_end_in_finite_units_inside_the_packet() =>
        Gen.Select(Gen.Byte[0, 3].Array[0, 200], Gen.Int[0, 4]).Sample((packet, lengthSize) =>
        {
            var units = Read(packet, new NalFormat(lengthSize));
            return units.Sum(u => u.Length) <= packet.Length && units.All(u => u.Length > 0);
        });

    [Theory]
    [InlineData(0x65, nameof(StartKind.Clean))]
    [InlineData(0x41, nameof(StartKind.Unsafe))]
    [InlineData(0x09, nameof(StartKind.Unsafe))]
    public void H264_begins_at_an_IDR_picture(byte header, string expected) =>
        Assert.Equal(expected, DecodingStart.Classify(CodecIds.H264, [0, 0, 0, 3, header, 0x88, 0x80], new NalFormat(4)).ToString());

    [Theory]
    [InlineData(0xC0, nameof(StartKind.RecoveryPoint))]
    [InlineData(0x40, nameof(StartKind.Unsafe))]
    public void H264_begins_at_a_recovery_point_only_when_it_is_right_at_once(byte recovery, string expected)
    {
        // SEI: payload type 6 of one byte, recovery_frame_cnt as ue(v): 1 is zero, 010 is one.
        byte[] packet = [0, 0, 0, 2, 0x09, 0xF0, 0, 0, 0, 5, 0x06, 6, 1, recovery, 0x80, 0, 0, 0, 3, 0x41, 0x9A, 0x00];
        Assert.Equal(expected, DecodingStart.Classify(CodecIds.H264, packet, new NalFormat(4)).ToString());
    }

    [Theory]
    [InlineData(19, nameof(StartKind.Clean))]
    [InlineData(20, nameof(StartKind.Clean))]
    [InlineData(16, nameof(StartKind.Clean))]
    [InlineData(21, nameof(StartKind.CleanRandomAccess))]
    [InlineData(1, nameof(StartKind.Unsafe))]
    [InlineData(8, nameof(StartKind.Unsafe))]
    public void HEVC_begins_where_its_unit_types_say(int type, string expected)
    {
        // Behind parameter sets, as cameras write them.
        byte[] packet = [0, 0, 0, 1, 0x42, 1, 1, 0, 0, 1, (byte)(type << 1), 1, 0xAF];
        Assert.Equal(expected, DecodingStart.Classify(CodecIds.Hevc, packet, NalFormat.AnnexB).ToString());
    }

    [Fact]
    public void No_bytes_at_all_break_the_classification() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Int[0, 4], Gen.Bool).Sample((packet, lengthSize, isHevc) =>
            Enum.IsDefined(DecodingStart.Classify(isHevc ? CodecIds.Hevc : CodecIds.H264, packet, new NalFormat(lengthSize))));

    [Fact]
    public void Codecs_without_leading_pictures_begin_at_every_keyframe() =>
        Assert.Equal(StartKind.Clean, DecodingStart.Classify(CodecIds.Vp9, [1, 2, 3], default));

    private static List<byte[]> Read(byte[] packet, NalFormat format)
    {
        var units = new List<byte[]>();
        var reader = new NalReader(packet, format);
        while (reader.Read())
        {
            units.Add(reader.Current.ToArray());
        }

        return units;
    }

    private static bool HoldsNoStartCode(byte[] unit)
    {
        for (var i = 0; i + 2 < unit.Length; i++)
        {
            if (unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] <= 1)
            {
                return false;
            }
        }

        return true;
    }
}
