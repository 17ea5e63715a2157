using System.Buffers.Binary;

namespace ExportNative.Engine.Read.Bitstream;

/// <summary>
/// Walks the NAL units of one packet in place, without allocating. Stops quietly at the first unit whose length leaves the
/// packet: media is hostile, and what lies behind a wrong length has no meaning.
/// </summary>
internal ref struct NalReader
{
    private readonly NalFormat _format;
    private ReadOnlySpan<byte> _rest;

    public NalReader(ReadOnlySpan<byte> packet, NalFormat format)
    {
        _format = format;
        _rest = packet;
        Position = 0;
        if (format.IsAnnexB)
        {
            SkipToStartCode();
        }
    }

    /// <summary>The unit found by the last <see cref="Read"/>, header included, without its length or start code.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Bytes of the packet before the length or start code of the unit that <see cref="Read"/> would find next.</summary>
    public int Position { get; private set; }

    /// <summary>Moves to the next unit; false at the end.</summary>
    public bool Read() => _format.IsAnnexB ? ReadAnnexB() : ReadLengthPrefixed();

    private bool ReadLengthPrefixed()
    {
        while (_rest.Length > _format.LengthSize)
        {
            var length = _format.LengthSize switch
            {
                1 => _rest[0],
                2 => BinaryPrimitives.ReadUInt16BigEndian(_rest),
                3 => (uint)((_rest[0] << 16) | (_rest[1] << 8) | _rest[2]),
                _ => BinaryPrimitives.ReadUInt32BigEndian(_rest),
            };
            if (length > _rest.Length - _format.LengthSize)
            {
                return false;
            }

            Current = _rest.Slice(_format.LengthSize, (int)length);
            Advance(_format.LengthSize + (int)length);
            if (length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool ReadAnnexB()
    {
        while (_rest.Length >= 4)
        {
            // _rest begins with 00 00 01; a unit ends before the next 00 00 01 or 00 00 00.
            var body = _rest[3..];
            var next = body.IndexOf([(byte)0, (byte)0, (byte)1]);
            var unit = next < 0 ? body : body[..next];
            Advance(3 + unit.Length);
            unit = unit.TrimEnd((byte)0);
            if (!unit.IsEmpty)
            {
                Current = unit;
                return true;
            }
        }

        return false;
    }

    private void SkipToStartCode()
    {
        var first = _rest.IndexOf([(byte)0, (byte)0, (byte)1]);
        Advance(first < 0 ? _rest.Length : first);
    }

    private void Advance(int bytes)
    {
        _rest = _rest[bytes..];
        Position += bytes;
    }
}
