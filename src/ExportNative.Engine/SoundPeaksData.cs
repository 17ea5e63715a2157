namespace ExportNative.Engine;

/// <summary>How loud a source is over its length.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="SamplesPerPeak">Samples that each peak stands for.</param>
/// <param name="Peaks">The loudest sample of all channels in each interval, from source time 0 on: 0 is silence, 255 is full scale; at most 20,000.</param>
public sealed record SoundPeaksData(int SampleRate, long SamplesPerPeak, byte[] Peaks);
