using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>What a packet's first bits say of its picture, without decoding it.</summary>
internal static class PictureUse
{
    /// <summary>
    /// False when no other picture is decoded from it, which is half of the pictures in footage with B-frames: before the first picture
    /// of a part they need not be decoded. H.264: <c>nal_ref_idc</c> is 0 in every slice (ITU-T H.264 clause 7.4.1). True for other codecs.
    /// </summary>
    public static bool IsReference(int codecId, ReadOnlySpan<byte> packet, NalFormat format)
    {
        if (codecId != CodecIds.H264)
        {
            return true;
        }

        var units = new NalReader(packet, format);
        var hasSlice = false;
        while (units.Read())
        {
            if ((units.Current[0] & 0x1F) is >= 1 and <= 5)
            {
                hasSlice = true;
                if ((units.Current[0] & 0x60) != 0)
                {
                    return true;
                }
            }
        }

        return !hasSlice;
    }

    /// <summary>False for a VP8 picture that is only there to be referred to (RFC 6386 section 9.1, <c>show_frame</c>).</summary>
    public static bool IsShown(int codecId, ReadOnlySpan<byte> packet) =>
        codecId != CodecIds.Vp8 || (!packet.IsEmpty && (packet[0] & 0x10) != 0);
}
