using System.Globalization;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>A probed file as a person reads it.</summary>
internal static class ProbeText
{
    /// <summary>Container, a line for each stream, and what a cut can count on.</summary>
    public static void Write(TextWriter to, SourceProbe probe)
    {
        var length = probe.Duration is { } seconds ? Invariant($"{seconds:F3} s") : "length not stated";
        to.WriteLine($"{probe.FilePath}: {probe.Format}, {length}, {ProgressText.Size(probe.Bytes)}");
        foreach (var stream in probe.Streams)
        {
            var copied = stream.Index == probe.VideoStream || stream.Index == probe.AudioStream;
            string?[] parts =
            [
                stream.Profile is { } profile ? $"{stream.Codec} ({profile})" : stream.Codec,
                stream.Width is { } width ? Invariant($"{width}x{stream.Height}") : null,
                stream.PixelFormat,
                stream.Index == probe.VideoStream ? Rate(probe) : null,
                stream.Rotation is { } degrees and not 0 ? Invariant($"turned by {degrees} degrees") : null,
                stream.ColorTransfer,
                stream.SampleRate is { } hertz ? Invariant($"{hertz} Hz") : null,
                stream.Channels,
                stream.Language is "und" ? null : stream.Language,
            ];
            to.WriteLine(Invariant($"  {stream.Index}: {stream.Kind} {string.Join(", ", parts.Where(part => part is not null))}{(copied ? "" : " (would be left out)")}"));
        }

        var gop = probe.LongestGop is { } longest ? Invariant($", {longest:F3} s apart at most") : "";
        to.WriteLine($"  {PlanText.Count(probe.Keyframes, "keyframe")}{gop}{(probe.HasIndex ? "" : "; no index, the file had to be read once")}");
    }

    private static string? Rate(SourceProbe probe) => (probe.FrameRate, probe.AverageFrameRate) switch
    {
        ({ } constant, _) => $"{PlanText.Rate(constant)} fps",
        (null, { } average) => Invariant($"variable frame rate, {average:F3} fps on average"),
        _ => null,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
