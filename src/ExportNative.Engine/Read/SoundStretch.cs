using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>Decodes a short stretch of a file's sound, exact to the sample.</summary>
internal static class SoundStretch
{
    private const int LeadMilliseconds = 100;

    /// <param name="file">The file.</param>
    /// <param name="from">Samples of the file: the first.</param>
    /// <param name="form">Channels and rate of the samples that are given out, which are floats.</param>
    /// <param name="count">Samples.</param>
    /// <param name="cancellation">Asked before each packet.</param>
    /// <returns>One row for each channel; zeros where the file has nothing.</returns>
    /// <exception cref="LibAvException">The sound cannot be decoded.</exception>
    /// <exception cref="Contracts.ExportException">Reading failed.</exception>
    public static float[][] Read(SoundFile file, long from, CodecParameters form, int count, CancellationToken cancellation)
    {
        file.Demuxer.Cancellation = cancellation;
        var rows = Enumerable.Range(0, form.Channels).Select(_ => new float[count]).ToArray();
        using var reader = new SoundReader(file);
        using var decoder = new SoundDecoder(file, reader, from, LeadMilliseconds, cancellation);
        using var converted = new Frame();
        Resampler? resampler = null;
        try
        {
            long filled = 0;
            while (filled < count && decoder.Next())
            {
                filled += decoder.Hole;
                resampler ??= Resampler.Open(decoder.Frame, form);
                resampler.Convert(decoder.Frame, converted);
                var skip = (int)Math.Min(decoder.Skip, converted.SampleCount);
                var taken = (int)Math.Clamp(count - filled, 0, converted.SampleCount - skip);
                for (var channel = 0; channel < rows.Length && taken > 0; channel++)
                {
                    var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(converted.Samples(channel));
                    samples.Slice(skip, taken).CopyTo(rows[channel].AsSpan((int)filled));
                }

                filled += taken;
            }

            return rows;
        }
        finally
        {
            resampler?.Dispose();
        }
    }
}
