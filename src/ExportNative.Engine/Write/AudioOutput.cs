using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// Writes the program's sound: one uninterrupted row of whole packets. At each step the packet is taken whose own place is
/// nearest to where the row has come to, so sound and picture are never further apart than half a packet, at the first cut
/// as at the thousandth. What the source lacks is filled with silence.
/// </summary>
internal sealed class AudioOutput : IDisposable
{
    private readonly OutputTrack _track;
    private readonly SilentPacket? _silence;
    private readonly Packet _silent = new();
    private readonly int _lead;
    private readonly bool _hidesLead;
    private readonly long _earliest;
    private readonly long _latest;
    private readonly SeamSmoother? _seams;
    private int _cuts;
    private long? _boundary;            // samples of the program: where the picture's cut is
    private long _at;                   // samples of the program: where the next packet goes
    private bool _begun;
    private long _lastPlace;            // what the packet before it asked for, for codecs of varying packet length
    private int _lastDuration;
    private bool _isContinuing;

    /// <param name="track">The sound's track in the output, ticking in samples.</param>
    /// <param name="reference">The track whose parameters the output has.</param>
    /// <param name="container">Decides whether packets may lie before program time 0.</param>
    /// <param name="silence">A packet of silence; null when the plan needs none and the codec has none.</param>
    /// <param name="latest">Samples of the program that no packet may reach past.</param>
    /// <param name="seams">Gives each seam a short crossfade; null to leave whole packets side by side.</param>
    public AudioOutput(OutputTrack track, AudioTrack reference, OutputContainer container, SilentPacket? silence, long latest, SeamSmoother? seams = null)
    {
        _track = track;
        _seams = seams;
        _silence = silence;
        _latest = latest;
        SampleRate = reference.SampleRate;
        _lead = container.HidesPreroll ? LeadPackets(reference) : 0;
        _hidesLead = container.HidesPreroll;
        _earliest = -reference.Parameters.InitialPadding;
    }

    /// <summary>Packets of silence written.</summary>
    public long SilentPackets { get; private set; }

    /// <summary>Holes of the source that could not be filled.</summary>
    public long Gaps { get; private set; }

    /// <summary>Samples; the largest distance between a packet's place and its picture's since <see cref="TakeError"/>.</summary>
    private long Error { get; set; }

    /// <summary>Samples of all packets written.</summary>
    public long SamplesWritten { get; private set; }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>The source that sounds now.</summary>
    public SourceFile? Source { get; set; }

    /// <summary>Seams of sound that got a crossfade.</summary>
    public long SeamsSmoothed => _seams?.Smoothed ?? 0;

    /// <summary>Seams that were to get one and could not.</summary>
    public long SeamsLeftPlain => _seams?.LeftPlain ?? 0;

    /// <summary>Packets that were encoded for the crossfades.</summary>
    public long EncodedPackets => _seams?.PacketsEncoded ?? 0;

    /// <summary>Samples of the program up to which sound is written.</summary>
    public long WrittenUpTo => _at;

    /// <summary>The first packets before the start that a decoder needs to sound clean there, which the edit list hides.</summary>
    public static int LeadPackets(AudioTrack track)
    {
        var codec = track.Parameters.CodecId;
        return codec == CodecIds.Opus ? 4
            : codec == CodecIds.Aac || codec == CodecIds.Mp3 || codec == CodecIds.Vorbis || codec == CodecIds.Ac3 || codec == CodecIds.Eac3 ? 1
            : 0;
    }

    /// <summary>Whether a span is filled: the next packet would lie more than half outside it.</summary>
    private bool Reaches(SoundSpan span, int packetSamples) => _begun && (_at + (packetSamples / 2) >= span.End || Overshoots(packetSamples));

    /// <summary>Long packets (FLAC: 96 ms) must not make the program longer than a frame more than asked.</summary>
    private bool Overshoots(int packetSamples) => _at + packetSamples > _latest;

    /// <summary>Offers the next packet of the source that sounds now, in its order. The packet's content is taken if it is written.</summary>
    /// <returns>False when the span is filled and the packet belongs to what comes after.</returns>
    public bool Offer(Packet packet, AudioTrack track, SoundSpan span)
    {
        var duration = track.DurationOf(packet);
        var place = track.SampleOf(packet.Pts) + span.Shift;
        if (!_begun && !Begin(place, duration))
        {
            return true;
        }

        var half = duration / 2;
        if (_isContinuing && track.SamplesPerPacket == 0 && Math.Abs(place - _lastPlace - _lastDuration) <= half)
        {
            // The container's rounding of each packet's length must not add up.
            _at += place - _lastPlace - _lastDuration;
        }

        if (place + half < _at)
        {
            return true;
        }

        if (_silence is null && place > _at + half)
        {
            // No silence can be made in this codec: the gap stays a gap in time, and is counted.
            Gaps++;
            _at = Math.Min(place, span.End);
        }

        // A silent packet may be longer than this one: it is only worth writing where it brings the row nearer.
        while (_silence is not null && place > _at + Math.Max(half, _silence.DurationSamples / 2) && !Reaches(span, duration))
        {
            WriteSilence();
        }

        if (Reaches(span, duration))
        {
            return false;
        }

        Error = Math.Max(Error, Math.Abs(_at - place));
        if (track.HasAdtsHeaders)
        {
            packet.TrimStart(AudioTracks.AdtsHeaderSize(packet.Data));
        }

        _lastPlace = place;
        _lastDuration = duration;
        _isContinuing = true;
        Write(packet, duration, new SoundOrigin(_cuts, Source, _at - track.SampleOf(packet.Pts)));
        return true;
    }

    /// <summary>Fills with silence up to a sample of the program, or nearly: to half a packet.</summary>
    public void FillUpTo(long sample)
    {
        if (_silence is null)
        {
            return;
        }

        if (!_begun)
        {
            _begun = true;
            _at = _hidesLead ? 0 : _earliest;
        }

        while (_at + (_silence.DurationSamples / 2) < sample && !Overshoots(_silence.DurationSamples))
        {
            WriteSilence();
        }
    }

    /// <summary>Forgets what the packet before was: another source or span follows.</summary>
    /// <param name="boundary">Samples of the program at which the picture is cut; null when it was told before.</param>
    public void Cut(long? boundary = null)
    {
        _isContinuing = false;
        _boundary = boundary ?? _boundary;
        _cuts++;
    }

    /// <summary>Writes what was held back for a seam that did not come.</summary>
    public void Finish() => _seams?.Finish();

    /// <summary>The largest distance since the last call, in samples.</summary>
    public long TakeError()
    {
        var error = Error;
        Error = 0;
        return error;
    }

    public void Dispose()
    {
        _silent.Dispose();
        _seams?.Dispose();
    }

    /// <summary>
    /// Where edit lists can hide what lies before program time 0, the first packet fixes the row without an error of its own,
    /// and brings the few packets of lead that a decoder needs. Elsewhere the row begins where the codec's delay is over at 0.
    /// </summary>
    private bool Begin(long place, int duration)
    {
        if (!_hidesLead)
        {
            _begun = true;
            _at = _earliest;
            return true;
        }

        if (place + ((long)duration * (_lead + 1)) <= 0)
        {
            return false;
        }

        _begun = true;
        _at = place;
        if (place > 0 && _silence is not null)
        {
            // Sound that begins later than the program is led in by silence.
            var packets = (place + _silence.DurationSamples - 1) / _silence.DurationSamples;
            _at -= packets * _silence.DurationSamples;
        }

        return true;
    }

    private void WriteSilence()
    {
        _silent.Allocate(_silence!.Data.Length);
        _silence.Data.CopyTo(_silent.Data);
        _silent.IsKeyframe = true;
        SilentPackets++;
        _isContinuing = false;
        Write(_silent, _silence.DurationSamples, new SoundOrigin(_cuts, null, 0));
    }

    private void Write(Packet packet, int duration, SoundOrigin origin)
    {
        if (_seams is not null)
        {
            _seams.Write(packet, _at, duration, origin, _boundary ?? _at);
        }
        else
        {
            _track.Write(packet, _at, _at, duration);
        }

        SamplesWritten += duration;
        _at += duration;
    }
}
