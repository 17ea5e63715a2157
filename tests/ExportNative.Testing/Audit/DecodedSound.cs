using System.Globalization;
using System.Runtime.InteropServices;

namespace ExportNative.Testing.Audit;

/// <summary>The samples that the ffmpeg command line decodes from a file's first sound, in the file's order, nothing converted but to floats.</summary>
public sealed class DecodedSound
{
    private readonly byte[] _bytes;

    private DecodedSound(byte[] bytes, int channels, int rate)
    {
        _bytes = bytes;
        Channels = channels;
        Rate = rate;
    }

    /// <summary>Channels, interleaved in <see cref="Samples"/>.</summary>
    public int Channels { get; }

    /// <summary>Samples a second of each channel.</summary>
    public int Rate { get; }

    /// <summary>Samples of each channel.</summary>
    public int Length => _bytes.Length / sizeof(float) / Channels;

    /// <summary>From -1 to 1.</summary>
    public ReadOnlySpan<float> Samples => MemoryMarshal.Cast<byte, float>(_bytes);

    /// <summary>Decodes a whole file, which has to succeed without a complaint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="filter">A filter of FFmpeg's for the sound; null for none.</param>
    public static DecodedSound Decode(string path, string? filter = null)
    {
        var stream = Tool.Probe(path, "stream=sample_rate,channels", "a:0")[0].Split(',');
        var run = Tool.Run("ffmpeg", ["-v", "error", "-nostdin", "-i", path, "-map", "0:a:0", .. filter is null ? (string[])[] : ["-af", filter], "-f", "f32le", "-"]);
        return run.Error.Length == 0
            ? new DecodedSound(run.Output, int.Parse(stream[1], CultureInfo.InvariantCulture), int.Parse(stream[0], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{path} does not decode cleanly: {run.Error}");
    }

    /// <summary>The largest difference between two stretches of the same length.</summary>
    /// <param name="from">First sample of this one.</param>
    /// <param name="other">The other sound, of as many channels.</param>
    /// <param name="otherFrom">First sample of the other.</param>
    /// <param name="count">Samples of each channel.</param>
    public double Difference(int from, DecodedSound other, int otherFrom, int count)
    {
        ArgumentNullException.ThrowIfNull(other);
        var one = Samples.Slice(from * Channels, count * Channels);
        var two = other.Samples.Slice(otherFrom * Channels, count * Channels);
        double largest = 0;
        for (var i = 0; i < one.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(one[i] - two[i]));
        }

        return largest;
    }

    /// <summary>The shift within a reach, in samples, at which another sound is most like this one.</summary>
    /// <param name="from">First sample of this one.</param>
    /// <param name="other">The other sound, of as many channels.</param>
    /// <param name="otherFrom">First sample of the other at shift 0; not less than <paramref name="reach"/>.</param>
    /// <param name="count">Samples compared.</param>
    /// <param name="reach">Largest shift either way.</param>
    public int Shift(int from, DecodedSound other, int otherFrom, int count, int reach = 100) =>
        Enumerable.Range(-reach, (2 * reach) + 1).MinBy(shift => Distance(from, other, otherFrom + shift, count));

    /// <summary>The loudest sample of a stretch.</summary>
    public double Peak(int from, int count)
    {
        double peak = 0;
        foreach (var sample in Samples.Slice(from * Channels, count * Channels))
        {
            peak = Math.Max(peak, Math.Abs(sample));
        }

        return peak;
    }

    /// <summary>
    /// How far each sample of the first channel is from what the two before it foretell of a pure tone: what is left of a tone is
    /// the coding noise, and a click where it is broken.
    /// </summary>
    /// <param name="frequency">Hertz.</param>
    /// <param name="from">First sample looked at, at least 2.</param>
    /// <param name="to">One past the last.</param>
    public IEnumerable<double> Residual(double frequency, int from, int to)
    {
        var factor = 2 * Math.Cos(2 * Math.PI * frequency / Rate);
        for (var i = from; i < to; i++)
        {
            yield return Math.Abs(At(i) - (factor * At(i - 1)) + At(i - 2));
        }
    }

    private float At(int sample) => Samples[sample * Channels];

    private double Distance(int from, DecodedSound other, int otherFrom, int count)
    {
        var one = Samples.Slice(from * Channels, count * Channels);
        var two = other.Samples.Slice(otherFrom * Channels, count * Channels);
        double sum = 0;
        for (var i = 0; i < one.Length; i++)
        {
            sum += Math.Abs(one[i] - two[i]);
        }

        return sum;
    }
}
