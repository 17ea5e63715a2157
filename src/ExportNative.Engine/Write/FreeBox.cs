using System.Buffers.Binary;

namespace ExportNative.Engine.Write;

/// <summary>Turns room that was kept for <c>moov</c> and not used into a <c>free</c> box (ISO/IEC 14496-12 clause 8.1.2).</summary>
internal static class FreeBox
{
    /// <param name="file">A finished MP4 whose <c>ftyp</c> box is followed by unused room.</param>
    /// <param name="size">Bytes of the room, at least 8.</param>
    public static void CloseReserve(Stream file, long size)
    {
        Span<byte> header = stackalloc byte[16];
        file.Position = 0;
        file.ReadExactly(header[..8]);
        var position = (long)BinaryPrimitives.ReadUInt32BigEndian(header);
        BinaryPrimitives.WriteUInt32BigEndian(header, 1);
        "free"u8.CopyTo(header[4..]);
        BinaryPrimitives.WriteInt64BigEndian(header[8..], size);
        file.Position = position;
        file.Write(header);
    }
}
