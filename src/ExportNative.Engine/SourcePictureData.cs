namespace ExportNative.Engine;

/// <summary>A small picture out of a source.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb">Red, green, blue of each pixel, 8 bits each, row by row from the top, without padding.</param>
public sealed record SourcePictureData(int Width, int Height, byte[] Rgb);
