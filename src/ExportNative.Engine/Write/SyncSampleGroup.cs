using System.Buffers.Binary;

namespace ExportNative.Engine.Write;

/// <summary>
/// Tells players which HEVC keyframes are CRA pictures, by a <c>sync</c> sample group (ISO/IEC 14496-15 clause 8.4.3,
/// ISO/IEC 14496-12 clause 8.9). Such a keyframe is followed by pictures that are shown before it and need the GOP before;
/// a player that knows jumps further back for them, one that does not shows the wrong picture. libavformat reads this group and
/// does not write it, so it is put into the finished index, into room that was kept for it.
/// </summary>
internal static class SyncSampleGroup
{
    private const int CleanRandomAccess = 21;

    /// <summary>Bytes that the two boxes need at most.</summary>
    public static long Size(long keyframes) => 25 + 20 + (keyframes * 16);

    /// <summary>Adds the group to the video track. A file whose index has another shape than expected is left as it is.</summary>
    /// <param name="file">A finished MP4 or MOV: <c>ftyp</c>, <c>moov</c>, <c>free</c>, then media.</param>
    /// <param name="samples">Numbers of the CRA samples in the video track, from 0, ascending.</param>
    public static void Add(Stream file, IReadOnlyList<int> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        Span<byte> header = stackalloc byte[16];
        file.Position = 0;
        file.ReadExactly(header[..8]);
        long at = BinaryPrimitives.ReadUInt32BigEndian(header);
        file.Position = at;
        file.ReadExactly(header[..8]);
        var size = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (!header[4..8].SequenceEqual("moov"u8))
        {
            return;
        }

        var group = Boxes(samples);
        var index = new byte[size + group.Length];
        file.Position = at;
        file.ReadExactly(index.AsSpan(0, (int)size));
        file.ReadExactly(header[..8]);
        var free = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (!header[4..8].SequenceEqual("free"u8) || free < group.Length + 8 || !TryInsert(index, (int)size, group))
        {
            return;
        }

        file.Position = at;
        file.Write(index);
        BinaryPrimitives.WriteUInt32BigEndian(header, free - (uint)group.Length);
        file.Write(header[..8]);
    }

    private static byte[] Boxes(IReadOnlyList<int> samples)
    {
        var runs = new List<(int Count, int Group)>();
        var next = 0;
        foreach (var sample in samples)
        {
            if (sample > next)
            {
                runs.Add((sample - next, 0));
            }

            runs.Add((1, 1));
            next = sample + 1;
        }

        var bytes = new byte[25 + 20 + (runs.Count * 8)];
        var description = bytes.AsSpan(0, 25);
        BinaryPrimitives.WriteInt32BigEndian(description, 25);
        "sgpd"u8.CopyTo(description[4..]);
        description[8] = 1;
        "sync"u8.CopyTo(description[12..]);
        BinaryPrimitives.WriteInt32BigEndian(description[16..], 1);
        BinaryPrimitives.WriteInt32BigEndian(description[20..], 1);
        description[24] = CleanRandomAccess;
        var map = bytes.AsSpan(25);
        BinaryPrimitives.WriteInt32BigEndian(map, map.Length);
        "sbgp"u8.CopyTo(map[4..]);
        "sync"u8.CopyTo(map[12..]);
        BinaryPrimitives.WriteInt32BigEndian(map[16..], runs.Count);
        for (var i = 0; i < runs.Count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(map[(20 + (i * 8))..], runs[i].Count);
            BinaryPrimitives.WriteInt32BigEndian(map[(24 + (i * 8))..], runs[i].Group);
        }

        return bytes;
    }

    /// <summary>Puts the boxes at the end of the video track's sample table and lengthens every box around it.</summary>
    private static bool TryInsert(byte[] index, int length, byte[] group)
    {
        for (var track = Find(index, 8, length, "trak"u8); track >= 0; track = Find(index, track + Length(index, track), length, "trak"u8))
        {
            var trackEnd = track + Length(index, track);
            var media = Find(index, track + 8, trackEnd, "mdia"u8);
            var handler = media < 0 ? -1 : Find(index, media + 8, media + Length(index, media), "hdlr"u8);
            if (handler < 0 || !index.AsSpan(handler + 16, 4).SequenceEqual("vide"u8))
            {
                continue;
            }

            var information = Find(index, media + 8, media + Length(index, media), "minf"u8);
            var table = information < 0 ? -1 : Find(index, information + 8, information + Length(index, information), "stbl"u8);
            if (table < 0)
            {
                return false;
            }

            var end = table + Length(index, table);
            Array.Copy(index, end, index, end + group.Length, length - end);
            group.CopyTo(index, end);
            foreach (var box in (ReadOnlySpan<int>)[0, track, media, information, table])
            {
                BinaryPrimitives.WriteInt32BigEndian(index.AsSpan(box), Length(index, box) + group.Length);
            }

            return true;
        }

        return false;
    }

    private static int Find(byte[] index, int from, int to, ReadOnlySpan<byte> type)
    {
        for (var at = from; at + 8 <= to; at += Length(index, at))
        {
            if (index.AsSpan(at + 4, 4).SequenceEqual(type))
            {
                return at;
            }

            if (Length(index, at) < 8)
            {
                return -1;
            }
        }

        return -1;
    }

    private static int Length(byte[] index, int box) => BinaryPrimitives.ReadInt32BigEndian(index.AsSpan(box));
}
