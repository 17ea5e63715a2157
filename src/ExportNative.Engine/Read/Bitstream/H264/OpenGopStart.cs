using ExportNative.LibAv;

namespace ExportNative.Engine.Read.Bitstream.H264;

/// <summary>
/// The pictures of a source from an open-GOP keyframe on, packet by packet, as they must be for a decoder that knows nothing of
/// what came before. Leading pictures are not given to it.
/// </summary>
internal sealed class OpenGopStart
{
    private readonly SliceRewriter _slices;
    private readonly NalFormat _format;
    private readonly uint _idrId;

    /// <param name="sets">The source's parameter sets.</param>
    /// <param name="idrId">Differs from that of the join before.</param>
    public OpenGopStart(ParameterSets sets, uint idrId)
    {
        _slices = new SliceRewriter(sets.Units);
        _format = sets.Format;
        _idrId = idrId;
    }

    /// <summary>The source has reset its numbers by itself: packets pass untouched from here on.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Rewrites a packet in place.</summary>
    /// <param name="packet">The next picture in decode order.</param>
    /// <param name="scratch">Blank, and blank again afterwards.</param>
    /// <returns>False when the pictures refer to what lies before the keyframe.</returns>
    public bool TryRewrite(Packet packet, Packet scratch)
    {
        // Escaping can lengthen a slice by half, in theory.
        scratch.Allocate((packet.Size * 3 / 2) + 4096);
        var target = scratch.Data;
        var written = 0;
        var hasPicture = false;
        var units = new NalReader(packet.Data, _format);
        while (units.Read())
        {
            var unit = units.Current;
            switch (unit[0] & 0x1F)
            {
                case 5:
                    IsOver = true;
                    scratch.Unref();
                    return true;
                case 1:
                    if (!_slices.TryRewrite(unit, _idrId, out unit))
                    {
                        scratch.Unref();
                        return false;
                    }

                    hasPicture = true;
                    break;
                case 2 or 3 or 4:
                    scratch.Unref();
                    return false;
                case 7 or 8:
                    _slices.Learn(unit);
                    break;
            }

            WritePrefix(target[written..], unit.Length);
            written += PrefixSize;
            unit.CopyTo(target[written..]);
            written += unit.Length;
        }

        if (hasPicture)
        {
            _slices.EndPicture();
        }

        packet.CopyPropertiesTo(scratch);
        scratch.Shrink(written);
        scratch.MoveTo(packet);
        return true;
    }

    private int PrefixSize => _format.IsAnnexB ? 4 : _format.LengthSize;

    private void WritePrefix(Span<byte> target, int length)
    {
        var value = _format.IsAnnexB ? 1 : length;
        for (var i = 0; i < PrefixSize; i++)
        {
            target[i] = (byte)(value >> ((PrefixSize - 1 - i) * 8));
        }
    }
}
