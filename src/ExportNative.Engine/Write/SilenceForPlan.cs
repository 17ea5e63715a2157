using ExportNative.Contracts;
using ExportNative.Engine.Plan;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>Makes the packet of silence that fills segments without sound and holes in a source's sound.</summary>
internal static class SilenceForPlan
{
    /// <returns>Null when the program has no sound, or needs no silence and its codec has none.</returns>
    /// <exception cref="ExportException">A segment is silent and no silence can be made that fits the other segments' sound.</exception>
    public static SilentPacket? Make(ProgramPlan plan)
    {
        if (plan.SoundReference?.Audio is not { } audio)
        {
            return null;
        }

        try
        {
            return SilentPackets.Create(audio.Parameters);
        }
        catch (Exception e) when (e is LibAvException or NotSupportedException)
        {
            if (plan.Segments.FirstOrDefault(s => s.IsSilent) is { } segment)
            {
                throw new ExportException(
                    ExportErrorKind.NotCopyable, ExportStage.Plan, plan.SoundReference.Name.AsWritten, segment.Index,
                    $"it has no sound, and no silence can be made that fits the sound of {plan.SoundReference.Name.AsWritten}: {e.Message.TrimEnd('.')}.",
                    "Give every segment sound, or set includeAudio to false.", e);
            }

            return null;
        }
    }
}
