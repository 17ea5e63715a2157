namespace ExportNative.Service.Library;

/// <summary>How loud a source is over its length.</summary>
/// <param name="Name">The file.</param>
/// <param name="Interval">Seconds of each peak; 0 without sound.</param>
/// <param name="Peaks">The loudest sample of each interval, from source time 0 on: 0 is silence, 255 is full scale. Empty without sound.</param>
/// <param name="Reason">Why there are none; absent when there are.</param>
internal sealed record Waveform(string Name, double Interval, IReadOnlyList<int> Peaks, string? Reason = null);
