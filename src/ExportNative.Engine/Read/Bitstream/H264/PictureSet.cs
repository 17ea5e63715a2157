namespace ExportNative.Engine.Read.Bitstream.H264;

/// <summary>What slice headers depend on in a picture parameter set (ITU-T H.264 clause 7.3.2.2).</summary>
internal sealed record PictureSet(
    uint Id, uint SequenceId, bool IsCabac, bool HasBottomOrder, uint ReferencesInList0, uint ReferencesInList1, bool IsWeighted, uint BipredictionWeights, bool ControlsDeblocking, bool HasRedundantPictures)
{
    /// <param name="unit">The NAL unit, header included.</param>
    /// <returns>Null when it is malformed or uses slice groups, which no camera does.</returns>
    public static PictureSet? Read(ReadOnlySpan<byte> unit)
    {
        Span<byte> buffer = stackalloc byte[256];
        var bits = new BitReader(BitReader.Unescape(unit[1..], buffer));
        var id = bits.UnsignedExpGolomb();
        var sequence = bits.UnsignedExpGolomb();
        var cabac = bits.Flag();
        var bottomOrder = bits.Flag();
        if (bits.UnsignedExpGolomb() != 0)
        {
            return null;
        }

        var list0 = bits.UnsignedExpGolomb() + 1;
        var list1 = bits.UnsignedExpGolomb() + 1;
        var weighted = bits.Flag();
        var biprediction = bits.Bits(2);
        _ = bits.SignedExpGolomb();
        _ = bits.SignedExpGolomb();
        _ = bits.SignedExpGolomb();
        var deblocking = bits.Flag();
        bits.Skip(1);
        var redundant = bits.Flag();
        return bits.IsPastEnd ? null : new(id, sequence, cabac, bottomOrder, list0, list1, weighted, biprediction, deblocking, redundant);
    }
}
