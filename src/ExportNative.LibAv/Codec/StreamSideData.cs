namespace ExportNative.LibAv;

/// <summary>Something that holds for a whole stream: rotation, HDR levels, projection.</summary>
/// <param name="Type"><c>AVPacketSideDataType</c>; see <see cref="SideDataTypes"/>.</param>
/// <param name="Name">FFmpeg's name of the type, for example <c>Display Matrix</c>.</param>
/// <param name="Data">The bytes, in the layout that FFmpeg's header gives for the type.</param>
public sealed record StreamSideData(int Type, string Name, byte[] Data);
