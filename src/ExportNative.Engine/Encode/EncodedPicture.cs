using ExportNative.LibAv;

namespace ExportNative.Engine.Encode;

/// <summary>What an encoder must know of the pictures beyond their size.</summary>
/// <param name="Profile">The source's, as FFmpeg names it; empty when unknown or of another codec.</param>
/// <param name="PixelFormat">As FFmpeg names it.</param>
/// <param name="IsInterlaced">Two fields of different moments in each picture.</param>
/// <param name="MostBitsPerSecond">What they may take at most, sustained.</param>
/// <param name="SideData">Of the source's stream: HDR metadata goes along.</param>
internal sealed record EncodedPicture(string Profile, string PixelFormat, bool IsInterlaced, long MostBitsPerSecond, IReadOnlyList<StreamSideData> SideData);
