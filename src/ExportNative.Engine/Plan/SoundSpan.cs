namespace ExportNative.Engine.Plan;

/// <summary>A stretch of the program's sound inside one run.</summary>
/// <param name="End">One past its last sample, in samples of the program.</param>
/// <param name="IsSilent">Silence is written instead of the source's sound.</param>
/// <param name="Shift">Samples: place in the program minus place in the source.</param>
internal sealed record SoundSpan(long End, bool IsSilent, long Shift);
