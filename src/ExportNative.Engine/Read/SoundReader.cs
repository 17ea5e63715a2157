using ExportNative.Contracts;
using ExportNative.LibAv;

namespace ExportNative.Engine.Read;

/// <summary>Reads the packets of a file's sound in order, each with its exact place in the file.</summary>
/// <param name="sound">The file; outlives this.</param>
internal sealed class SoundReader(SoundFile sound) : IDisposable
{
    private readonly Packet _met = new();      // read while looking for the beginning, given out first
    private readonly long _rounding = TicksToSamples(sound, 2);
    private bool _hasMet;
    private long? _expected;                   // samples of the file: where the packet before ended

    /// <summary>Goes to where a sample can be decoded: the next packet begins at or before it, or is the file's first.</summary>
    /// <param name="sample">Samples of the file.</param>
    /// <exception cref="ExportException">Reading failed.</exception>
    public void Begin(long sample)
    {
        var track = sound.Track;
        if (sound.Seeks && sample > 2L * track.SampleRate)
        {
            Seek(track.RawTimeOf(sample - (track.SampleRate / 4)));
            if (TryRead(_met) && track.SampleOf(_met.Pts) <= sample)
            {
                (_hasMet, _expected) = (true, null);
                return;
            }
        }

        (_hasMet, _expected) = (false, null);
        Seek(sound.FirstPts);
    }

    /// <summary>Reads the next packet, or finds the end.</summary>
    /// <param name="packet">Its old content is given up.</param>
    /// <param name="place">Samples of the file at which it begins.</param>
    /// <exception cref="ExportException">Reading failed.</exception>
    public bool Next(Packet packet, out long place)
    {
        place = 0;
        if (_hasMet)
        {
            _hasMet = false;
            _met.MoveTo(packet);
        }
        else if (!TryRead(packet))
        {
            return false;
        }

        // Containers that round times (Matroska: to milliseconds) are believed only where they contradict the count.
        place = sound.Track.SampleOf(packet.Pts);
        if (_expected is { } expected && Math.Abs(place - expected) <= _rounding)
        {
            place = expected;
        }

        _expected = place + sound.Track.DurationOf(packet);
        return true;
    }

    public void Dispose() => _met.Dispose();

    /// <summary>Says that the sound cannot be read or used.</summary>
    public ExportException Failed(string reason, Exception? cause) => SourceErrors.ReadFailed(sound.Name, null, reason, cause);

    private static long TicksToSamples(SoundFile sound, int ticks)
    {
        var timeBase = sound.Track.Stream.TimeBase;
        return (((long)ticks * timeBase.Num * sound.Track.SampleRate) + timeBase.Den - 1) / timeBase.Den;
    }

    private bool TryRead(Packet packet)
    {
        try
        {
            while (sound.Demuxer.Read(packet))
            {
                if (packet.Pts == FFmpeg.NoTimestamp)
                {
                    packet.Pts = packet.Dts;
                }

                if (packet.Pts != FFmpeg.NoTimestamp)
                {
                    return true;
                }
            }

            return false;
        }
        catch (LibAvException e)
        {
            throw Failed(e.Message, e);
        }
    }

    private void Seek(long rawTime)
    {
        try
        {
            sound.Demuxer.Seek(sound.Track.Stream.Index, rawTime, SeekMode.Backward);
        }
        catch (LibAvException)
        {
            // Formats that find no place by time still have a first byte.
            try
            {
                sound.Demuxer.Seek(-1, 0, SeekMode.Byte);
            }
            catch (LibAvException e)
            {
                throw Failed(e.Message, e);
            }
        }
    }
}
