using System.Buffers.Binary;
using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Engine;

namespace ExportNative.Service.Library;

/// <summary>Small pictures of a source and the picture of its sound, made by the engine once and kept.</summary>
internal sealed class SourcePreviews(ExportEngine engine, SourceLibrary library, SourceProbeCache probes, PreviewFiles files) : IDisposable
{
    /// <summary>Most peaks that can be asked for: as many as the engine makes.</summary>
    public const int MostPoints = 20_000;

    private const int HeadBytes = 12;
    private const double MostBehind = 0.25;
    private const string WaveformName = "waveform.bin";

    // A few at a time. Sound is decoded from start to end, so one after the other, and who waited may find it made.
    private readonly SemaphoreSlim pictures = new(2);
    private readonly SemaphoreSlim sounds = new(1);

    /// <summary>Makes a picture of the keyframe at or before a time.</summary>
    /// <param name="source">Of what.</param>
    /// <param name="at">Seconds from its beginning.</param>
    /// <param name="width">Most pixels across.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="ExportException">Missing or unreadable.</exception>
    public async Task<byte[]> Thumbnail(LibrarySource source, double at, int width, CancellationToken cancellation)
    {
        var path = library.PathOf(source.Name);
        var times = (await probes.Probe(path, source.Name, cancellation)).KeyframeTimes;

        // All times between two keyframes show one picture, which is kept once.
        var place = FirstAfter(times, at) - 1;
        var milliseconds = place < 0 ? 0 : WithinGop(times, place);
        var name = string.Create(CultureInfo.InvariantCulture, $"{milliseconds}-{width}.png");
        if (files.Read(source, name) is { } kept)
        {
            return kept;
        }

        var picture = await InTurn(pictures, source, () => PngImage.Encode(engine.Picture(path, milliseconds, width, cancellation)), cancellation);
        files.Write(source, name, picture);
        return picture;
    }

    /// <summary>Says how loud a source is over its length.</summary>
    /// <param name="source">Of what.</param>
    /// <param name="points">Most peaks.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ExportException">Missing or unreadable.</exception>
    public async Task<Waveform> Waveform(LibrarySource source, int points, CancellationToken cancellation)
    {
        var kept = files.Read(source, WaveformName) ?? await InTurn(
            sounds, source,
            () =>
            {
                if (files.Read(source, WaveformName) is { } meanwhile)
                {
                    return meanwhile;
                }

                var made = Pack(engine.Peaks(library.PathOf(source.Name), cancellation));
                files.Write(source, WaveformName, made);
                return made;
            },
            cancellation);
        return kept.Length <= HeadBytes
            ? new Waveform(source.Name, 0, [], $"{source.Name} has no sound.")
            : Thinned(source.Name, kept, points);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pictures.Dispose();
        sounds.Dispose();
    }

    private static async Task<byte[]> InTurn(SemaphoreSlim turns, LibrarySource source, Func<byte[]> make, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        try
        {
            return await Task.Run(make, cancellation);
        }
        catch (ExportException error) when (error.File is not null)
        {
            throw SourceProbeCache.Renamed(error, error.File, source.Name);
        }
        finally
        {
            turns.Release();
        }
    }

    // Sample rate, samples of a peak, peaks: little-endian.
    private static byte[] Pack(SoundPeaksData? sound)
    {
        var packed = new byte[HeadBytes + (sound?.Peaks.Length ?? 0)];
        BinaryPrimitives.WriteInt32LittleEndian(packed, sound?.SampleRate ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(packed.AsSpan(4), sound?.SamplesPerPeak ?? 0);
        sound?.Peaks.CopyTo(packed, HeadBytes);
        return packed;
    }

    private static Waveform Thinned(string name, byte[] packed, int points)
    {
        var interval = (double)BinaryPrimitives.ReadInt64LittleEndian(packed.AsSpan(4)) / BinaryPrimitives.ReadInt32LittleEndian(packed);
        var together = (packed.Length - HeadBytes + points - 1) / points;
        return new Waveform(name, interval * together, [.. packed.Skip(HeadBytes).Chunk(together).Select(peaks => (int)peaks.Max())]);
    }

    // A little behind the keyframe: containers seek by the time of decoding, which runs ahead of showing.
    private static long WithinGop(IReadOnlyList<double> times, int place)
    {
        var next = place + 1 < times.Count ? times[place + 1] : double.PositiveInfinity;
        return (long)Math.Ceiling((times[place] + Math.Min(MostBehind, (next - times[place]) / 2)) * 1000);
    }

    // Times ascend.
    private static int FirstAfter(IReadOnlyList<double> times, double at)
    {
        var (low, high) = (0, times.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = times[middle] <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
