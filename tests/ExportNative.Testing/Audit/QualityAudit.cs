using System.Globalization;
using System.Runtime.InteropServices;
using ExportNative.Contracts;

namespace ExportNative.Testing.Audit;

/// <summary>
/// Compares an export of one source, whose segments follow each other in it, with that source, picture by picture: how far the encoded
/// ones are from it, what they cost, and whether anything can be seen where encoded and copied pictures meet.
/// </summary>
public static class QualityAudit
{
    /// <summary>Measures everything in one pass over both files.</summary>
    /// <param name="report">What the export said of itself.</param>
    /// <param name="output">The finished file.</param>
    /// <param name="source">Its only source.</param>
    /// <exception cref="InvalidOperationException">A picture of the output has no counterpart in the source.</exception>
    public static QualityFigures Run(ExportReport report, string output, string source)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var ours = new DecodedPictures(output);
        using var theirs = new DecodedPictures(source);
        var (bytes, sourceBytes) = (Sizes(output), Sizes(source));
        var sourceZero = sourceBytes.Keys.Min();
        var timescale = (double)report.Plan.Timescale;
        var rounding = Path.GetExtension(output) is ".webm" or ".mkv" ? 0.0006 : 0.0001;
        var frame = Frame(sourceBytes);
        var parts = report.Segments.Select(s => s.Plan).SelectMany(segment => segment.Parts.Select(part => (
            Segment: segment.Index,
            IsEncoded: part.Kind == PartKind.Encoded,
            End: (part.EndTick / timescale) - rounding,
            Shift: segment.AskedStart.ToDouble() - segment.ProgramStart.ToDouble() + sourceZero))).ToList();
        var tally = new Tally();
        var place = 0;
        while (ours.Next())
        {
            var before = parts[place].Segment;
            while (place + 1 < parts.Count && ours.At >= parts[place].End)
            {
                place++;
            }

            var (segment, isEncoded, _, shift) = parts[place];
            while (theirs.At < ours.At + shift - (frame / 2) && theirs.Next())
            {
            }

            if (Math.Abs(theirs.At - ours.At - shift) > frame * 0.51)
            {
                throw new InvalidOperationException($"The picture at {ours.At} s has no counterpart at {ours.At + shift} s of the source, the nearest is at {theirs.At} s.");
            }

            tally.Add(ours, theirs, isEncoded, isNewShot: segment != before, Nearest(bytes, ours.At), Nearest(sourceBytes, theirs.At));
        }

        return tally.Figures(frame, sourceBytes.Values.Sum() / (sourceBytes.Count * frame));
    }

    private static SortedDictionary<double, long> Sizes(string path)
    {
        var sizes = new SortedDictionary<double, long>();
        foreach (var fields in Tool.Probe(path, "packet=pts_time,size", "v:0").Select(line => line.Split(',')).Where(f => f[0] != "N/A"))
        {
            sizes[double.Parse(fields[0], CultureInfo.InvariantCulture)] = long.Parse(fields[1], CultureInfo.InvariantCulture);
        }

        return sizes;
    }

    private static double Frame(SortedDictionary<double, long> sizes) => (sizes.Keys.Last() - sizes.Keys.First()) / (sizes.Count - 1);

    private static long Nearest(SortedDictionary<double, long> sizes, double at) =>
        sizes.TryGetValue(at, out var size) ? size : sizes.MinBy(s => Math.Abs(s.Key - at)).Value;

    private sealed class Tally
    {
        private readonly List<double> _errors = [];
        private int _copied;
        private int _differing;
        private long _bits;
        private long _sourceBits;
        private double _seamMean;
        private double _seamHistogram;
        private (bool IsEncoded, Brightness Ours, Brightness Theirs)? _before;
        private double _peak = 255;

        public void Add(DecodedPictures ours, DecodedPictures theirs, bool isEncoded, bool isNewShot, long bytes, long sourceBytes)
        {
            _peak = (1 << ours.Depth) - 1;
            var error = MeanSquareError(ours, theirs);
            if (isEncoded)
            {
                _errors.Add(error);
                _bits += 8 * bytes;
                _sourceBits += 8 * sourceBytes;
            }
            else
            {
                _copied++;
                _differing += error > 0 ? 1 : 0;
            }

            var now = (IsEncoded: isEncoded, Ours: Brightness.Of(ours), Theirs: Brightness.Of(theirs));
            if (!isNewShot && _before is { } before && before.IsEncoded != isEncoded)
            {
                _seamMean = Math.Max(_seamMean, Math.Abs((now.Ours.Mean - before.Ours.Mean) - (now.Theirs.Mean - before.Theirs.Mean)));
                _seamHistogram = Math.Max(_seamHistogram, now.Ours.DistanceTo(before.Ours) - now.Theirs.DistanceTo(before.Theirs));
            }

            _before = now;
        }

        public QualityFigures Figures(double frame, double sourceBytesPerSecond) => new()
        {
            Encoded = _errors.Count,
            Copied = _copied,
            CopiedDiffering = _differing,
            Psnr = _errors.Count == 0 ? double.PositiveInfinity : Decibel(_errors.Average()),
            WorstPsnr = _errors.Count == 0 ? double.PositiveInfinity : Decibel(_errors.Max()),
            Rate = _errors.Count == 0 ? 0 : _bits / (_errors.Count * frame) / (8 * sourceBytesPerSecond),
            RateOfSamePictures = _errors.Count == 0 ? 0 : (double)_bits / _sourceBits,
            SeamMean = _seamMean,
            SeamHistogram = _seamHistogram,
        };

        private double Decibel(double error) => error == 0 ? double.PositiveInfinity : 10 * Math.Log10(_peak * _peak / error);

        private static double MeanSquareError(DecodedPictures ours, DecodedPictures theirs)
        {
            double sum = 0;
            if (ours.Depth > 8)
            {
                var a = MemoryMarshal.Cast<byte, ushort>(ours.Current);
                var b = MemoryMarshal.Cast<byte, ushort>(theirs.Current);
                for (var i = 0; i < a.Length; i++)
                {
                    var difference = a[i] - b[i];
                    sum += difference * difference;
                }

                return sum / a.Length;
            }

            var (x, y) = (ours.Current, theirs.Current);
            for (var i = 0; i < x.Length; i++)
            {
                var difference = x[i] - y[i];
                sum += difference * difference;
            }

            return sum / x.Length;
        }
    }

    /// <summary>Mean and histogram of the first plane, in levels of 0 to 255.</summary>
    private sealed record Brightness(double Mean, double[] Histogram)
    {
        private const int Bins = 32;

        public static Brightness Of(DecodedPictures picture)
        {
            var histogram = new double[Bins];
            double sum = 0;
            var plane = picture.Current.AsSpan(0, picture.LumaBytes);
            var wide = picture.Depth > 8 ? MemoryMarshal.Cast<byte, ushort>(plane) : [];
            var count = picture.Depth > 8 ? wide.Length : plane.Length;
            for (var i = 0; i < count; i++)
            {
                var level = picture.Depth > 8 ? wide[i] / (double)(1 << (picture.Depth - 8)) : plane[i];
                sum += level;
                histogram[Math.Min(Bins - 1, (int)level * Bins / 256)] += 1.0 / count;
            }

            return new Brightness(sum / count, histogram);
        }

        /// <summary>Part of the pixels that change their place in the histogram.</summary>
        public double DistanceTo(Brightness other) => Histogram.Zip(other.Histogram, (a, b) => Math.Abs(a - b)).Sum() / 2;
    }
}
