using System.Buffers.Binary;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read.Bitstream;

/// <summary>
/// The H.264 or HEVC parameter sets of one stream, read from its extradata: <c>avcC</c> or <c>hvcC</c> (ISO/IEC 14496-15)
/// or start codes. Two streams can be joined untouched only when these are equal byte for byte: two cameras of one model
/// can differ here while ten probed fields agree.
/// </summary>
internal sealed class ParameterSets
{
    private readonly int _codecId;
    private readonly byte[] _extradata;
    private readonly List<byte[]> _units;

    private ParameterSets(int codecId, byte[] extradata, NalFormat format, List<byte[]> units)
    {
        _codecId = codecId;
        _extradata = extradata;
        Format = format;
        _units = units;
    }

    /// <summary>How the stream's packets separate their NAL units.</summary>
    public NalFormat Format { get; }

    /// <summary>The sets, each a NAL unit with its header.</summary>
    public IReadOnlyList<byte[]> Units => _units;

    /// <summary>Number of parameter sets found.</summary>
    public int Count => _units.Count;

    /// <summary>Whether a codec keeps its parameters in NAL units.</summary>
    public static bool AppliesTo(int codecId) => codecId == CodecIds.H264 || codecId == CodecIds.Hevc;

    /// <summary>Reads extradata; what is malformed yields an object with no sets.</summary>
    public static ParameterSets Read(int codecId, byte[] extradata)
    {
        var units = new List<byte[]>();
        var isHevc = codecId == CodecIds.Hevc;
        if (extradata.Length < (isHevc ? 23 : 7) || extradata[0] != 1)
        {
            var reader = new NalReader(extradata, NalFormat.AnnexB);
            while (reader.Read())
            {
                if (IsParameterSet(codecId, reader.Current))
                {
                    units.Add(reader.Current.ToArray());
                }
            }

            return new(codecId, extradata, NalFormat.AnnexB, units);
        }

        var lengthSize = (extradata[isHevc ? 21 : 4] & 3) + 1;
        var rest = extradata.AsSpan(isHevc ? 22 : 5);
        if (isHevc)
        {
            ReadHvcCArrays(rest, units);
        }
        else
        {
            ReadAvcCArrays(rest, units);
        }

        return new(codecId, extradata, new NalFormat(lengthSize), units);
    }

    /// <summary>Whether the NAL unit is a sequence, picture or video parameter set.</summary>
    public static bool IsParameterSet(int codecId, ReadOnlySpan<byte> unit) =>
        codecId == CodecIds.Hevc ? ((unit[0] >> 1) & 0x3F) is >= 32 and <= 34 : (unit[0] & 0x1F) is 7 or 8 or 13;

    /// <summary>Whether both hold the same sets, byte for byte and in the same order.</summary>
    public bool Matches(ParameterSets other) =>
        _units.Count == other._units.Count && _units.Zip(other._units).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <summary>The sets as they stand before a picture: each behind a big-endian length of <paramref name="format"/>.</summary>
    public byte[] InBand(NalFormat format)
    {
        var bytes = new List<byte>();
        foreach (var unit in _units)
        {
            for (var shift = (format.LengthSize - 1) * 8; shift >= 0; shift -= 8)
            {
                bytes.Add((byte)(unit.Length >> shift));
            }

            bytes.AddRange(unit);
        }

        return [.. bytes];
    }

    /// <summary>Extradata for MP4 and MOV: the stream's own where it is a configuration record, else one made of the sets.</summary>
    public byte[] ConfigurationRecord() =>
        !Format.IsAnnexB || _units.Count == 0 ? _extradata
        : _codecId == CodecIds.Hevc ? ConfigurationRecords.Hevc(_units)
        : ConfigurationRecords.H264(_units);

    private static void ReadAvcCArrays(ReadOnlySpan<byte> rest, List<byte[]> units)
    {
        for (var pass = 0; pass < 2 && !rest.IsEmpty; pass++)
        {
            var count = pass == 0 ? rest[0] & 0x1F : rest[0];
            rest = rest[1..];
            while (count-- > 0 && TakeUnit(ref rest, units))
            {
            }
        }
    }

    private static void ReadHvcCArrays(ReadOnlySpan<byte> rest, List<byte[]> units)
    {
        int arrays = rest[0];
        rest = rest[1..];
        while (arrays-- > 0 && rest.Length >= 3)
        {
            // Some writers keep SEI messages here too; those are no parameter sets.
            var holdsSets = (rest[0] & 0x3F) is >= 32 and <= 34;
            int count = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
            rest = rest[3..];
            while (count-- > 0 && TakeUnit(ref rest, holdsSets ? units : null))
            {
            }
        }
    }

    private static bool TakeUnit(ref ReadOnlySpan<byte> rest, List<byte[]>? units)
    {
        if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) is var length && length > rest.Length - 2)
        {
            rest = default;
            return false;
        }

        if (length > 0)
        {
            units?.Add(rest.Slice(2, length).ToArray());
        }

        rest = rest[(2 + length)..];
        return true;
    }
}
