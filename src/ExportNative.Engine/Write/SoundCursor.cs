using ExportNative.Engine.Plan;
using ExportNative.Engine.Read;
using ExportNative.Engine.Time;
using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>Goes through the sound spans of one run while its packets arrive.</summary>
internal sealed class SoundCursor
{
    private readonly VideoRun _run;
    private readonly AudioOutput _output;
    private readonly AudioTrack? _track;
    private int _span;

    public SoundCursor(VideoRun run, AudioOutput output)
    {
        _run = run;
        _output = output;
        _track = run.Source.Audio;
        NeedsSource = run.Sound.Any(s => !s.IsSilent);
        output.Cut();
        output.Source = run.Source;
    }

    /// <summary>Some span of the run takes its source's sound.</summary>
    public bool NeedsSource { get; }

    /// <summary>Every span is filled.</summary>
    public bool IsDone => _span == _run.Sound.Count;

    /// <summary>Takes a sound packet of the run's source, or leaves it.</summary>
    public void Offer(Packet packet)
    {
        while (!IsDone)
        {
            var span = _run.Sound[_span];
            if (span.IsSilent)
            {
                if (_track!.SampleOf(packet.Pts) + span.Shift < span.End)
                {
                    return;
                }

                _output.FillUpTo(span.End);
            }
            else if (_output.Offer(packet, _track!, span))
            {
                return;
            }

            _output.Cut(span.End);
            _span++;
        }
    }

    /// <summary>Writes silence at the pace of the picture, so that the muxer never has to keep much.</summary>
    public void KeepUpWith(Ratio programSeconds)
    {
        if (!IsDone && _run.Sound[_span] is { IsSilent: true } span)
        {
            _output.FillUpTo(Math.Min((programSeconds * _output.SampleRate).Floor(), span.End));
        }
    }

    /// <summary>The run is over: what is still empty is filled with silence.</summary>
    public void Finish()
    {
        for (; !IsDone; _span++)
        {
            _output.FillUpTo(_run.Sound[_span].End);
            _output.Cut(_run.Sound[_span].End);
        }
    }
}
