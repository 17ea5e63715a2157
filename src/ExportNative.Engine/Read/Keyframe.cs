using ExportNative.Engine.Read.Bitstream;

namespace ExportNative.Engine.Read;

/// <summary>One keyframe of a source, after its packet was read.</summary>
/// <param name="Pts">Raw presentation timestamp in the video stream's time base.</param>
/// <param name="Start">Whether and how decoding may begin here.</param>
/// <param name="IsHidden">The source's own edit list hides it: it may be decoded, never shown.</param>
/// <param name="SeekTimestamp">What to seek to, so that reading meets this packet: raw timestamp, or byte position where <see cref="SourceFile.SeeksByByte"/>.</param>
internal sealed record Keyframe(long Pts, StartKind Start, bool IsHidden, long SeekTimestamp);
