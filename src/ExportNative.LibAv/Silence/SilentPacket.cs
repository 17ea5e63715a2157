namespace ExportNative.LibAv;

/// <summary>One compressed packet that decodes to silence.</summary>
/// <param name="Data">The payload.</param>
/// <param name="DurationSamples">Its length in samples per channel, at the stream's <see cref="CodecParameters.SampleRate"/>.</param>
public sealed record SilentPacket(byte[] Data, int DurationSamples);
