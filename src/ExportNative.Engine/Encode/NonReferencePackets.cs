using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>
/// Packets that no other picture is decoded from: those before the first picture of a part need not be decoded at all, which is
/// half of them in footage with B-frames.
/// </summary>
internal readonly struct NonReferencePackets(int codecId, NalFormat format)
{
    /// <summary>H.264: <c>nal_ref_idc</c> is 0 in every slice (ITU-T H.264 clause 7.4.1). Unknown for other codecs.</summary>
    public bool Contains(ReadOnlySpan<byte> packet)
    {
        if (codecId != CodecIds.H264)
        {
            return false;
        }

        var units = new NalReader(packet, format);
        var slices = 0;
        while (units.Read())
        {
            if ((units.Current[0] & 0x1F) is >= 1 and <= 5)
            {
                slices++;
                if ((units.Current[0] & 0x60) != 0)
                {
                    return false;
                }
            }
        }

        return slices > 0;
    }
}
