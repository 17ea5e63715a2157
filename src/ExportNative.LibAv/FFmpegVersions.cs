namespace ExportNative.LibAv;

/// <summary>What was loaded, for reports and bug reports.</summary>
/// <param name="Release">FFmpeg's own release name, for example <c>5.1.9-0+deb12u1</c> (<c>av_version_info</c>).</param>
/// <param name="AvFormat">Version of libavformat, <c>major.minor.micro</c>.</param>
/// <param name="AvCodec">Version of libavcodec, <c>major.minor.micro</c>.</param>
/// <param name="AvUtil">Version of libavutil, <c>major.minor.micro</c>.</param>
/// <param name="Directory">Directory that libavformat was loaded from; empty if the system does not tell.</param>
public sealed record FFmpegVersions(string Release, string AvFormat, string AvCodec, string AvUtil, string Directory);
