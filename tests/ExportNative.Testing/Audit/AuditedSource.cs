namespace ExportNative.Testing.Audit;

/// <summary>What the audit must know of a source.</summary>
/// <param name="Camera">The number in its bar code.</param>
/// <param name="FramesPerSecond">Frame n is shown at n / this, in source time.</param>
/// <param name="Original">The file, or the MP4 that it was remuxed from: its picture and decoded sound begin at source time 0.</param>
/// <param name="HasSound">Whether it has sound.</param>
/// <param name="LeftOut">Whether the camera left a frame number out (variable frame rate); null when it has all of them.</param>
public sealed record AuditedSource(int Camera, double FramesPerSecond, string Original, bool HasSound = true, Func<int, bool>? LeftOut = null);
