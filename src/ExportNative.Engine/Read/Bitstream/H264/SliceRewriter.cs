namespace ExportNative.Engine.Read.Bitstream.H264;

/// <summary>
/// Lets an H.264 program begin at an open-GOP keyframe. Such a keyframe is decoded right, but its numbers go on from the
/// pictures before it: the decoder would miss those, and the pictures after it tell it to drop references that it never got.
/// So the keyframe is made an IDR picture and, up to the next one, the numbers in the slice headers count from it. Nothing of
/// the coded pictures themselves changes.
/// </summary>
/// <remarks>
/// Header fields of ITU-T H.264 clause 7.3.3: nal_unit_type, frame_num, idr_pic_id, pic_order_cnt_lsb,
/// ref_pic_list_modification() and dec_ref_pic_marking() are written anew, the rest is copied bit by bit. A stream that does
/// refer to what lies before the keyframe is found out: <see cref="TryRewrite"/> then says no. Field-coded pictures and
/// long-term references count by other rules and are refused.
/// </remarks>
internal sealed class SliceRewriter
{
    private const int MostReferences = 32;
    private readonly Dictionary<uint, SequenceSet> _sequences = [];
    private readonly Dictionary<uint, PictureSet> _pictures = [];
    private readonly (uint Old, uint New)[] _references = new (uint, uint)[MostReferences];
    private readonly BitWriter _writer = new();
    private byte[] _unescaped = new byte[64 * 1024];
    private byte[] _escaped = new byte[64 * 1024];
    private int _referenceCount;
    private uint _referencesSinceIdr;          // reference pictures since the IDR: frame_num of the next picture
    private uint _firstOrder;           // pic_order_cnt_lsb of the keyframe, taken off every later one
    private bool _begun;
    private bool _isReference;
    private uint _oldNumber;

    /// <param name="sets">The stream's parameter sets, as NAL units.</param>
    public SliceRewriter(IEnumerable<byte[]> sets)
    {
        foreach (var set in sets)
        {
            Learn(set);
        }
    }

    /// <summary>Takes in a parameter set.</summary>
    public void Learn(ReadOnlySpan<byte> unit)
    {
        if ((unit[0] & 0x1F) == 7 && SequenceSet.Read(unit) is { } sequence)
        {
            _sequences[sequence.Id] = sequence;
        }
        else if ((unit[0] & 0x1F) == 8 && PictureSet.Read(unit) is { } picture)
        {
            _pictures[picture.Id] = picture;
        }
    }

    /// <summary>Rewrites one slice; the first one is that of the keyframe.</summary>
    /// <param name="unit">The NAL unit, header included; type 1.</param>
    /// <param name="idrId">idr_pic_id for the keyframe; must differ from that of an IDR picture right before.</param>
    /// <param name="rewritten">The new NAL unit, escaped; valid until the next call.</param>
    /// <returns>False when the slice refers to what is not there, or uses what is not known here.</returns>
    public bool TryRewrite(ReadOnlySpan<byte> unit, uint idrId, out ReadOnlySpan<byte> rewritten)
    {
        rewritten = default;
        if (_unescaped.Length < unit.Length)
        {
            _unescaped = new byte[unit.Length * 2];
        }

        var payload = BitReader.Unescape(unit[1..], _unescaped);
        var bits = new BitReader(payload);
        _writer.Restart(unit.Length + 256);
        _isReference = (unit[0] & 0x60) != 0;
        CopyUnsigned(ref bits);
        var type = CopyUnsigned(ref bits) % 5;
        if (!_pictures.TryGetValue(CopyUnsigned(ref bits), out var picture) || !_sequences.TryGetValue(picture.SequenceId, out var sequence)
            || sequence.HasSeparatePlanes || sequence.OrderCountType == 1 || type > 2 || (!_begun && (type != 2 || !_isReference)))
        {
            return false;
        }

        _oldNumber = bits.Bits(sequence.FrameNumberBits);
        var number = _referencesSinceIdr;
        _writer.Bits(number & Mask(sequence.FrameNumberBits), sequence.FrameNumberBits);
        if (!sequence.FramesOnly)
        {
            if (bits.Flag())
            {
                return false;
            }

            _writer.Flag(false);
        }

        if (!_begun)
        {
            _writer.UnsignedExpGolomb(idrId);
        }

        if (sequence.OrderCountType == 0)
        {
            var order = bits.Bits(sequence.OrderCountBits);
            _firstOrder = _begun ? _firstOrder : order;
            _writer.Bits((order - _firstOrder) & Mask(sequence.OrderCountBits), sequence.OrderCountBits);
            if (picture.HasBottomOrder)
            {
                CopySigned(ref bits);
            }
        }

        if (picture.HasRedundantPictures)
        {
            CopyUnsigned(ref bits);
        }

        if (!CopyReferences(ref bits, type, picture, sequence, number) || !CopyMarking(ref bits, sequence, number))
        {
            return false;
        }

        CopyRest(ref bits, payload, type, picture);
        if (bits.IsPastEnd)
        {
            return false;
        }

        rewritten = Escape((byte)((unit[0] & 0x60) | (_begun ? 1 : 5)));
        return true;
    }

    /// <summary>All slices of a picture were rewritten; later pictures may refer to it.</summary>
    public void EndPicture()
    {
        _begun = true;
        if (!_isReference)
        {
            return;
        }

        if (_referenceCount == MostReferences)
        {
            Array.Copy(_references, 1, _references, 0, --_referenceCount);
        }

        _references[_referenceCount++] = (_oldNumber, _referencesSinceIdr);
        _referencesSinceIdr++;
    }

    private static uint Mask(int bits) => (1u << bits) - 1;

    /// <summary>Number of references, their changed order, and their weights.</summary>
    private bool CopyReferences(ref BitReader bits, uint type, PictureSet picture, SequenceSet sequence, uint number)
    {
        if (type == 2)
        {
            return true;
        }

        var isB = type == 1;
        if (isB)
        {
            _writer.Flag(bits.Flag());
        }

        var (list0, list1) = (picture.ReferencesInList0, isB ? picture.ReferencesInList1 : 0);
        var overrides = bits.Flag();
        _writer.Flag(overrides);
        if (overrides)
        {
            list0 = CopyUnsigned(ref bits) + 1;
            list1 = isB ? CopyUnsigned(ref bits) + 1 : 0;
        }

        // More references than were kept: it refers to what lies before the keyframe.
        return list0 <= _referenceCount && list1 <= _referenceCount
            && CopyOrder(ref bits, sequence, number)
            && (!isB || CopyOrder(ref bits, sequence, number))
            && ((isB ? picture.BipredictionWeights != 1 : !picture.IsWeighted) || CopyWeights(ref bits, sequence, list0, list1));
    }

    /// <summary>ref_pic_list_modification(): differences of picture numbers, each from the one before.</summary>
    private bool CopyOrder(ref BitReader bits, SequenceSet sequence, uint number)
    {
        var changes = bits.Flag();
        _writer.Flag(changes);
        var mask = Mask(sequence.FrameNumberBits);
        var (old, now) = (_oldNumber, number);
        while (changes)
        {
            var what = bits.UnsignedExpGolomb();
            if (what == 3)
            {
                _writer.UnsignedExpGolomb(3);
                return true;
            }

            if (what > 1 || bits.IsPastEnd)
            {
                return false;
            }

            var difference = bits.UnsignedExpGolomb() + 1;
            old = (what == 0 ? old - difference : old + difference) & mask;
            if (Find(old, mask) is not { } target)
            {
                return false;
            }

            var distance = (now - target) & mask;
            if (distance == 0)
            {
                distance = mask + 1;
            }

            _writer.UnsignedExpGolomb(0);
            _writer.UnsignedExpGolomb(distance - 1);
            now = target;
        }

        return true;
    }

    /// <summary>pred_weight_table(), copied as it is.</summary>
    private bool CopyWeights(ref BitReader bits, SequenceSet sequence, uint list0, uint list1)
    {
        CopyUnsigned(ref bits);
        if (sequence.ChromaFormat != 0)
        {
            CopyUnsigned(ref bits);
        }

        for (uint i = 0; i < list0 + list1; i++)
        {
            for (var plane = 0; plane < (sequence.ChromaFormat != 0 ? 2 : 1); plane++)
            {
                var isWeighted = bits.Flag();
                _writer.Flag(isWeighted);
                for (var value = 0; isWeighted && value < (plane == 0 ? 2 : 4); value++)
                {
                    CopySigned(ref bits);
                }
            }
        }

        return !bits.IsPastEnd;
    }

    /// <summary>dec_ref_pic_marking(): what drops references that are not there is left out.</summary>
    private bool CopyMarking(ref BitReader bits, SequenceSet sequence, uint number)
    {
        if (!_isReference)
        {
            return true;
        }

        var isAdaptive = bits.Flag();
        if (!_begun)
        {
            // The keyframe's own list has no one left to drop; IDR marking says: keep what waits to be shown, not long-term.
            _writer.Bits(0, 2);
            return !isAdaptive || SkipMarking(ref bits);
        }

        _writer.Flag(isAdaptive);
        var mask = Mask(sequence.FrameNumberBits);
        while (isAdaptive)
        {
            var operation = bits.UnsignedExpGolomb();
            if (operation == 0)
            {
                _writer.UnsignedExpGolomb(0);
                return true;
            }

            if (operation != 1 || bits.IsPastEnd)
            {
                return false;
            }

            var old = (_oldNumber - (bits.UnsignedExpGolomb() + 1)) & mask;
            if (Find(old, mask) is { } target)
            {
                _writer.UnsignedExpGolomb(1);
                _writer.UnsignedExpGolomb(((number - target) & mask) - 1);
            }
        }

        return true;
    }

    private static bool SkipMarking(ref BitReader bits)
    {
        for (var operation = bits.UnsignedExpGolomb(); operation != 0; operation = bits.UnsignedExpGolomb())
        {
            if (operation != 1 || bits.IsPastEnd)
            {
                return false;
            }

            _ = bits.UnsignedExpGolomb();
        }

        return true;
    }

    /// <summary>The rest of the header, and the coded picture: whole bytes with CABAC, shifted bits without.</summary>
    private void CopyRest(ref BitReader bits, ReadOnlySpan<byte> payload, uint type, PictureSet picture)
    {
        if (picture.IsCabac && type != 2)
        {
            CopyUnsigned(ref bits);
        }

        CopySigned(ref bits);
        if (picture.ControlsDeblocking && CopyUnsigned(ref bits) != 1)
        {
            CopySigned(ref bits);
            CopySigned(ref bits);
        }

        if (picture.IsCabac)
        {
            while (!_writer.IsAligned)
            {
                _writer.Flag(true);
            }

            var from = (bits.BitPosition + 7) / 8;
            _writer.Append(from < payload.Length ? payload[from..] : default);
            return;
        }

        // Up to the stop bit, the last 1.
        var end = payload.Length - 1;
        while (end > 0 && payload[end] == 0)
        {
            end--;
        }

        var last = (end * 8) + 7 - System.Numerics.BitOperations.TrailingZeroCount(payload[end]);
        while (bits.BitPosition <= last)
        {
            var count = Math.Min(32, last + 1 - bits.BitPosition);
            _writer.Bits(bits.Bits(count), count);
        }
    }

    private uint? Find(uint old, uint mask)
    {
        for (var i = _referenceCount - 1; i >= 0; i--)
        {
            if ((_references[i].Old & mask) == old)
            {
                return _references[i].New & mask;
            }
        }

        return null;
    }

    private uint CopyUnsigned(ref BitReader bits)
    {
        var value = bits.UnsignedExpGolomb();
        _writer.UnsignedExpGolomb(value == uint.MaxValue ? 0 : value);
        return value;
    }

    private void CopySigned(ref BitReader bits) => CopyUnsigned(ref bits);

    /// <summary>Puts emulation prevention bytes in and the NAL unit header in front.</summary>
    private ReadOnlySpan<byte> Escape(byte header)
    {
        var bytes = _writer.Bytes;
        if (_escaped.Length < (bytes.Length * 3 / 2) + 2)
        {
            _escaped = new byte[bytes.Length * 2];
        }

        _escaped[0] = header;
        int written = 1, zeros = 0;
        foreach (var b in bytes)
        {
            if (zeros == 2 && b <= 3)
            {
                _escaped[written++] = 3;
                zeros = 0;
            }

            _escaped[written++] = b;
            zeros = b == 0 ? zeros + 1 : 0;
        }

        return _escaped.AsSpan(0, written);
    }
}
