using System.Numerics;
using System.Runtime.InteropServices;

namespace ExportNative.Testing.Audit;

/// <summary>Decoded sound, one channel, laid out on the time that a player shows: sample 0 is at 0 s, holes are silence.</summary>
internal sealed class SoundTrack
{
    /// <summary>Samples a second: enough for the noise, which ends at 8 kHz.</summary>
    public const int Rate = 16000;

    /// <summary>How alike two stretches of sound must be to be the same noise; different cameras stay below 0.1.</summary>
    private const double Alike = 0.5;

    private readonly float[] _samples;

    private SoundTrack(float[] samples) => _samples = samples;

    /// <summary>Decodes the first sound of a file.</summary>
    public static SoundTrack Decode(string path)
    {
        var run = Tool.Run("ffmpeg", "-v", "fatal", "-nostdin", "-i", path, "-map", "0:a:0", "-ac", "1", "-ar", $"{Rate}", "-af", "aresample=async=1:first_pts=0", "-f", "s16le", "-");
        var words = MemoryMarshal.Cast<byte, short>(run.Output);
        var samples = new float[words.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = words[i];
        }

        return new SoundTrack(samples);
    }

    /// <summary>Whether a stretch holds nothing that can be heard.</summary>
    public bool IsSilent(double from, double to)
    {
        var stretch = Stretch(from, to - from);
        return stretch.Length > 0 && MaxAbs(stretch) < 20;
    }

    /// <summary>Where in another track a stretch of this one comes from.</summary>
    /// <param name="at">Seconds: middle of the stretch, half a second long.</param>
    /// <param name="other">The track it should come from.</param>
    /// <param name="expected">Seconds of the other track at which it should be.</param>
    /// <returns>Seconds by which it is further on than expected; null when it is not found within a quarter of a second.</returns>
    public double? DistanceIn(SoundTrack other, double at, double expected)
    {
        const double length = 0.5, reach = 0.25;
        var sought = Stretch(at - (length / 2), length);
        var first = (int)Math.Round((expected - (length / 2) - reach) * Rate);
        var lags = (int)(2 * reach * Rate);
        var norm = Math.Sqrt(Dot(sought, sought));
        var (best, bestLag) = (0.0, -1);
        for (var lag = Math.Max(0, -first); lag <= lags && first + lag + sought.Length <= other._samples.Length; lag++)
        {
            var candidate = other._samples.AsSpan(first + lag, sought.Length);
            double product = Dot(sought, candidate);
            if (product > best)
            {
                (best, bestLag) = (product, lag);
            }
        }

        if (bestLag < 0 || sought.Length < length * Rate)
        {
            return null;
        }

        var found = other._samples.AsSpan(first + bestLag, sought.Length);
        return best / ((norm * Math.Sqrt(Dot(found, found))) + 1e-9) < Alike ? null : ((double)(first + bestLag) / Rate) - (expected - (length / 2));
    }

    private ReadOnlySpan<float> Stretch(double from, double length)
    {
        var start = (int)Math.Round(from * Rate);
        var count = (int)(length * Rate);
        return start < 0 || start >= _samples.Length ? [] : _samples.AsSpan(start, Math.Min(count, _samples.Length - start));
    }

    private static float MaxAbs(ReadOnlySpan<float> samples)
    {
        float largest = 0;
        foreach (var sample in samples)
        {
            largest = Math.Max(largest, Math.Abs(sample));
        }

        return largest;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        var total = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }
}
