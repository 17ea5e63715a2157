using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// The only places where an H.264 or HEVC packet does not pass untouched: start codes become lengths (MPEG-TS into MP4), a
/// keyframe is given its source's parameter sets, and an HEVC CRA at a join is marked as the splice that it is.
/// </summary>
internal static class PacketRewriter
{
    /// <summary>Rebuilds a packet with other NAL unit prefixes, with parameter sets put in front of its first picture, or both.</summary>
    /// <param name="packet">Replaced by the rebuilt one; timestamps and flags stay.</param>
    /// <param name="scratch">Blank, and blank again afterwards.</param>
    /// <param name="codecId">H.264 or HEVC.</param>
    /// <param name="from">How the packet separates its units.</param>
    /// <param name="to">How the output does; lengths.</param>
    /// <param name="sets">Parameter sets in the output's format; empty to insert none.</param>
    public static void Rebuild(Packet packet, Packet scratch, int codecId, NalFormat from, NalFormat to, ReadOnlySpan<byte> sets)
    {
        var size = sets.Length;
        var units = new NalReader(packet.Data, from);
        while (units.Read())
        {
            size += to.LengthSize + units.Current.Length;
        }

        scratch.Allocate(size);
        packet.CopyPropertiesTo(scratch);
        var target = scratch.Data;
        units = new NalReader(packet.Data, from);
        var inserted = sets.IsEmpty;
        while (units.Read())
        {
            var unit = units.Current;
            if (!inserted && !IsDelimiter(codecId, unit))
            {
                sets.CopyTo(target);
                target = target[sets.Length..];
                inserted = true;
            }

            for (var i = 0; i < to.LengthSize; i++)
            {
                target[i] = (byte)(unit.Length >> ((to.LengthSize - 1 - i) * 8));
            }

            unit.CopyTo(target[to.LengthSize..]);
            target = target[(to.LengthSize + unit.Length)..];
        }

        scratch.MoveTo(packet);
    }

    /// <summary>Whether the packet brings its own sequence and picture parameter sets before its first picture.</summary>
    public static bool BringsSets(ReadOnlySpan<byte> packet, int codecId, NalFormat format)
    {
        bool sequence = false, picture = false;
        var units = new NalReader(packet, format);
        while (units.Read())
        {
            var unit = units.Current;
            var type = codecId == CodecIds.Hevc ? (unit[0] >> 1) & 0x3F : unit[0] & 0x1F;
            sequence |= type == (codecId == CodecIds.Hevc ? 33 : 7);
            picture |= type == (codecId == CodecIds.Hevc ? 34 : 8);
            if (codecId == CodecIds.Hevc ? type < 32 : type is >= 1 and <= 5)
            {
                break;
            }
        }

        return sequence && picture;
    }

    /// <summary>
    /// Makes a CRA picture a BLA_N_LP (ITU-T H.265 clause 7.4.2.2): the syntax is the same, but the decoder starts its
    /// picture order count anew here and does not measure it against another camera's.
    /// </summary>
    public static void MarkAsSplice(Packet packet, NalFormat format)
    {
        const int cra = 21, blaNoLeadingPictures = 18;
        packet.MakeWritable();
        var data = packet.Data;
        var units = new NalReader(data, format);
        while (units.Read())
        {
            if (((units.Current[0] >> 1) & 0x3F) == cra)
            {
                ((ReadOnlySpan<byte>)data).Overlaps(units.Current, out var offset);
                data[offset] = (byte)((data[offset] & 0x81) | (blaNoLeadingPictures << 1));
            }
        }
    }

    private static bool IsDelimiter(int codecId, ReadOnlySpan<byte> unit) =>
        codecId == CodecIds.Hevc ? ((unit[0] >> 1) & 0x3F) == 35 : (unit[0] & 0x1F) == 9;
}
