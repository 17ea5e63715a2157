using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>
/// Gives each seam of the cameras' own sound a short crossfade: the two packets there are replaced by encoded ones of the same
/// place and length, all others pass. Holds two packets back, because which two it will be is known only at the seam.
/// </summary>
/// <remarks>
/// A packet of AAC or Opus sounds together with what is left of the one before it. The first new packet therefore begins with
/// nothing but the outgoing sound, and the second ends with nothing but the incoming, so that on either side they meet packets
/// that continue the same signal.
/// </remarks>
/// <param name="track">The sound's track in the output, ticking in samples.</param>
/// <param name="packets">Makes the new packets; owned by this.</param>
internal sealed class SeamSmoother(OutputTrack track, SeamPackets packets) : IDisposable
{
    private const int NoCut = -1;

    private readonly HeldPacket[] _held = [new(), new(), new()];      // oldest first; the third is where the next one goes
    private int _count;
    private (int Cut, bool IsEncoded) _released = (NoCut, false);     // the packet written last

    /// <summary>Seams that got a crossfade.</summary>
    public long Smoothed { get; private set; }

    /// <summary>Seams that could not get one: too close to another, or nothing could be decoded there.</summary>
    public long LeftPlain { get; private set; }

    /// <summary>Packets that were encoded for them.</summary>
    public long PacketsEncoded => Smoothed * 2;

    /// <summary>Takes the next packet of the row.</summary>
    /// <param name="packet">Blank afterwards.</param>
    /// <param name="at">Samples of the program.</param>
    /// <param name="duration">Samples.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="boundary">Samples of the program: the picture's cut where the packet's stretch begins.</param>
    public void Write(Packet packet, long at, int duration, SoundOrigin origin, long boundary)
    {
        var next = _held[2];
        packet.MoveTo(next.Packet);
        (next.At, next.Duration, next.Origin, next.IsEncoded) = (at, duration, origin, false);
        if (_count > 0 && _held[_count - 1].Origin is { } last && last.Cut != origin.Cut && !Continues(last, origin))
        {
            Join(next, boundary);
        }

        if (_count == 2)
        {
            Release(_held[0]);
            (_held[0], _held[1], _held[2]) = (_held[1], next, _held[0]);
        }
        else
        {
            (_held[_count], _held[2]) = (next, _held[_count]);
            _count++;
        }
    }

    /// <summary>Writes what is held back.</summary>
    public void Finish()
    {
        for (var i = 0; i < _count; i++)
        {
            Release(_held[i]);
        }

        _count = 0;
    }

    public void Dispose()
    {
        foreach (var held in _held)
        {
            held.Packet.Dispose();
        }

        packets.Dispose();
    }

    /// <summary>There is nothing to smooth: silence after silence, or the same source going on.</summary>
    private static bool Continues(SoundOrigin last, SoundOrigin next) =>
        last.Source == next.Source && (last.Source is null || last.Shift == next.Shift);

    /// <summary>The crossfade goes into the packet that the picture's cut is in: the first of the new stretch, or the last of the old.</summary>
    private void Join(HeldPacket next, long boundary)
    {
        var last = _held[_count - 1];
        var before = _count == 2 ? _held[0] : null;
        var beforeThat = before is null ? (NoCut, false) : (before.Origin.Cut, before.IsEncoded);
        var inNext = (First: (HeldPacket?)last, Second: next, Before: beforeThat);
        var inLast = (First: before, Second: last, Before: _released);
        foreach (var (first, second, predecessor) in !packets.FadesInSecond || next.At <= boundary ? new[] { inNext, inLast } : [inLast, inNext])
        {
            if (first is not null && Fits(first, second, last.Origin, predecessor)
                && packets.Make(first.At, first.Duration, last.Origin, next.Origin, first.Packet, second.Packet))
            {
                first.IsEncoded = second.IsEncoded = true;
                Smoothed++;
                return;
            }
        }

        LeftPlain++;
    }

    /// <summary>Both may be replaced, and what sounds on from the packet before them is the outgoing sound.</summary>
    private bool Fits(HeldPacket first, HeldPacket second, SoundOrigin outgoing, (int Cut, bool IsEncoded) before) =>
        !first.IsEncoded && !second.IsEncoded
        && first.Duration == second.Duration && first.At + first.Duration == second.At && packets.Makes(first.Duration)
        && first.Origin.Cut == outgoing.Cut && first.Origin.Source == outgoing.Source
        && (before.Cut == NoCut || before.Cut == outgoing.Cut || before.IsEncoded);

    private void Release(HeldPacket held)
    {
        _released = (held.Origin.Cut, held.IsEncoded);
        track.Write(held.Packet, held.At, held.At, held.Duration);
    }
}
