using ExportNative.LibAv;

namespace ExportNative.Engine.Read.Bitstream;

/// <summary>
/// Says whether decoding may begin at a packet. The container's key flag is no proof: H.264 packets are marked that only
/// recover over several pictures, and copying from such a point damages pictures without any decoder error.
/// </summary>
internal static class DecodingStart
{
    private const int SeiRecoveryPoint = 6;

    /// <summary>Classifies a packet that the container calls a keyframe.</summary>
    /// <param name="codecId">AVCodecID of the stream.</param>
    /// <param name="packet">The packet's bytes.</param>
    /// <param name="format">How its NAL units are told apart; ignored for other codecs.</param>
    public static StartKind Classify(int codecId, ReadOnlySpan<byte> packet, NalFormat format) =>
        codecId == CodecIds.H264 ? ClassifyH264(packet, format)
        : codecId == CodecIds.Hevc ? ClassifyHevc(packet, format)
        : StartKind.Clean;

    private static StartKind ClassifyH264(ReadOnlySpan<byte> packet, NalFormat format)
    {
        // Parameter sets, delimiters and SEI come before the first slice, so all units up to it are looked at.
        var recovers = false;
        var units = new NalReader(packet, format);
        while (units.Read())
        {
            switch (units.Current[0] & 0x1F)
            {
                case 5:
                    return StartKind.Clean;
                case 6:
                    recovers |= HoldsExactRecoveryPoint(units.Current[1..]);
                    break;
                case 1 or 2:
                    return recovers ? StartKind.RecoveryPoint : StartKind.Unsafe;
            }
        }

        return StartKind.Unsafe;
    }

    private static bool HoldsExactRecoveryPoint(ReadOnlySpan<byte> sei)
    {
        Span<byte> buffer = stackalloc byte[2048];
        var payload = BitReader.Unescape(sei, buffer);
        while (payload.Length > 2)
        {
            int type = 0, size = 0;
            if (!ReadSeiNumber(ref payload, ref type) || !ReadSeiNumber(ref payload, ref size))
            {
                return false;
            }

            if (type == SeiRecoveryPoint)
            {
                var bits = new BitReader(payload);
                return bits.UnsignedExpGolomb() == 0;
            }

            if (size > payload.Length)
            {
                return false;
            }

            payload = payload[size..];
        }

        return false;
    }

    /// <summary>ITU-T H.264 clause 7.3.2.3.1: bytes of 255 add up, the first other byte ends the number.</summary>
    private static bool ReadSeiNumber(ref ReadOnlySpan<byte> payload, ref int number)
    {
        while (!payload.IsEmpty)
        {
            var b = payload[0];
            payload = payload[1..];
            number += b;
            if (b != 255)
            {
                return true;
            }
        }

        return false;
    }

    private static StartKind ClassifyHevc(ReadOnlySpan<byte> packet, NalFormat format)
    {
        var units = new NalReader(packet, format);
        while (units.Read())
        {
            var type = (units.Current[0] >> 1) & 0x3F;
            if (type < 32)
            {
                return type switch
                {
                    >= 16 and <= 20 => StartKind.Clean,
                    21 => StartKind.CleanRandomAccess,
                    _ => StartKind.Unsafe,
                };
            }
        }

        return StartKind.Unsafe;
    }
}
