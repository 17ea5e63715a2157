namespace ExportNative.Engine.Read.Bitstream;

/// <summary>
/// How the NAL units of an H.264 or HEVC packet are told apart: by big-endian lengths of 1 to 4 bytes (MP4, MOV, Matroska;
/// ISO/IEC 14496-15) or by start codes (MPEG-TS; ITU-T H.264 Annex B).
/// </summary>
/// <param name="LengthSize">Bytes of each length, 1 to 4; 0 for start codes.</param>
internal readonly record struct NalFormat(int LengthSize)
{
    public static NalFormat AnnexB => new(0);

    public bool IsAnnexB => LengthSize == 0;
}
