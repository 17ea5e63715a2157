using ExportNative.Engine.Read;

namespace ExportNative.Engine.Write;

/// <summary>Where a packet of the program's sound comes from.</summary>
/// <param name="Cut">Number of the stretch between two seams; rises by at least one at each.</param>
/// <param name="Source">The source; null for silence.</param>
/// <param name="Shift">Samples: place in the program minus place in the source.</param>
internal readonly record struct SoundOrigin(int Cut, SourceFile? Source, long Shift);
