namespace ExportNative.LibAv;

/// <summary>One entry of a demuxer's index (<c>AVIndexEntry</c>).</summary>
/// <param name="Position">Byte position in the file.</param>
/// <param name="Timestamp">Ticks of the stream's time base; decode time in MP4, presentation time in Matroska.</param>
/// <param name="IsKeyframe">Whether the container calls it a keyframe.</param>
/// <param name="IsDiscarded">Whether the source's edit list hides it.</param>
/// <param name="Size">Bytes; 0 when the container's index does not say.</param>
/// <param name="MinDistance">Distance in entries to the keyframe before, as the demuxer knows it.</param>
public readonly record struct IndexEntry(long Position, long Timestamp, bool IsKeyframe, bool IsDiscarded, int Size, int MinDistance);
