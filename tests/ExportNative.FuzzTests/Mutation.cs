using System.Buffers.Binary;

namespace ExportNative.FuzzTests;

/// <summary>Damages bytes as disks, uploads and enemies do. The same random numbers give the same damage.</summary>
internal static class Mutation
{
    private static readonly uint[] Edges = [0, 1, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0x0000FFFF, 0x00010000];

    /// <summary>One to four damages, one after the other.</summary>
    /// <param name="original">Left as it is.</param>
    /// <param name="donor">Another file, of which pieces are put in.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Of(byte[] original, byte[] donor, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var i = random.Next(1, 5); i > 0 && bytes.Length > 16; i--)
        {
            bytes = Once(bytes, donor, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, byte[] donor, Random random)
    {
        var at = Place(bytes.Length, random);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 14)), bytes.Length - at);
        switch (random.Next(9))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2:
                return [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes[at..]];
            case 3:
                var from = random.Next(donor.Length);
                return [.. bytes[..at], .. donor.AsSpan(from, Math.Min(length, donor.Length - from)), .. bytes[at..]];
            case 4:
                bytes.AsSpan(at, length).Clear();
                return bytes;
            case 5:
                random.NextBytes(bytes.AsSpan(at, Math.Min(length, 64)));
                return bytes;
            case 6 when at + 4 <= bytes.Length:
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), Edges[random.Next(Edges.Length)]);
                return bytes;
            case 7 when at + 4 <= bytes.Length:
                var field = bytes.AsSpan(at, 4);
                BinaryPrimitives.WriteUInt32BigEndian(field, BinaryPrimitives.ReadUInt32BigEndian(field) + (uint)random.Next(-3, 4));
                return bytes;
            default:
                for (var flips = random.Next(1, 20); flips > 0; flips--)
                {
                    bytes[Place(bytes.Length, random)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
        }
    }

    /// <summary>Half of the damage goes to the ends of a file, where containers keep what everything else hangs on.</summary>
    private static int Place(int length, Random random)
    {
        var edge = Math.Min(length, 6000);
        return random.Next(4) switch
        {
            0 => random.Next(edge),
            1 => length - 1 - random.Next(edge),
            _ => random.Next(length),
        };
    }
}
