using ExportNative.Engine.Read.Bitstream;

namespace ExportNative.Engine.Read;

/// <summary>
/// Where a source's keyframes are. Taken from the container's index where it has a whole one: then a boundary costs a seek
/// and one packet, and nothing scans the file. Otherwise filled by reading the file once.
/// </summary>
internal sealed class KeyframeMap
{
    private readonly long[] _times;              // raw; DTS or PTS as the index has it, ascending
    private readonly Keyframe?[] _known;
    private readonly Func<long, long, Keyframe?> _probe;
    private readonly Func<Keyframe, bool> _canBegin;
    private readonly Dictionary<int, bool> _begins = [];

    private KeyframeMap(long[] times, Keyframe?[] known, Func<long, long, Keyframe?> probe, Func<Keyframe, bool> canBegin, bool isFromScan)
    {
        _canBegin = canBegin;
        _times = times;
        _known = known;
        _probe = probe;
        IsFromScan = isFromScan;
    }

    /// <summary>Set when an open-GOP keyframe turned out to be no start after all: then only those that reset the decoder are used.</summary>
    public bool RefusesOpenGop { get; set; }

    public int Count => _times.Length;

    /// <summary>The container had no usable index, so the whole file was read.</summary>
    public bool IsFromScan { get; }

    /// <summary>Longest distance between two keyframes, raw ticks; 0 with fewer than two.</summary>
    public long LongestGop
    {
        get
        {
            long longest = 0;
            for (var i = 1; i < _times.Length; i++)
            {
                longest = Math.Max(longest, _times[i] - _times[i - 1]);
            }

            return longest;
        }
    }

    /// <param name="times">Index timestamps of the keyframes, ascending.</param>
    /// <param name="probe">Reads the keyframe packet with an index timestamp, given also what to seek to; null when there is none after all.</param>
    /// <param name="canBegin">Whether the pictures behind an open-GOP keyframe can be decoded without what lies before it.</param>
    public static KeyframeMap FromIndex(long[] times, Func<long, long, Keyframe?> probe, Func<Keyframe, bool> canBegin) =>
        new(times, new Keyframe?[times.Length], probe, canBegin, isFromScan: false);

    /// <param name="keyframes">All keyframes, ascending by PTS.</param>
    /// <param name="canBegin">As for <see cref="FromIndex"/>.</param>
    public static KeyframeMap FromScan(IReadOnlyList<Keyframe> keyframes, Func<Keyframe, bool> canBegin) =>
        new([.. keyframes.Select(k => k.Pts)], [.. keyframes], static (_, _) => null, canBegin, isFromScan: true);

    /// <summary>Raw index time of keyframe <paramref name="i"/>: within the reorder delay of its PTS.</summary>
    public long TimeOf(int i) => _times[i];

    /// <summary>
    /// Raw PTS of the keyframes. An index may hold decoding times (mov.c), which are earlier by the reorder delay: one keyframe in
    /// the middle is read and tells it for all but the first, which has no pictures of others in front of it.
    /// </summary>
    /// <param name="most">At most so many.</param>
    public IEnumerable<long> ShownTimes(int most)
    {
        if (IsFromScan || Count < 2)
        {
            return _times.Take(most);
        }

        var (first, delay) = (Known(0).Pts, Known(Count / 2).Pts - _times[Count / 2]);
        return _times.Take(most).Select((time, i) => i == 0 ? first : time + delay);
    }

    /// <summary>Number of the last keyframe whose index time is at or before <paramref name="rawTime"/>; -1 when there is none.</summary>
    public int LastAtOrBefore(long rawTime)
    {
        var i = Array.BinarySearch(_times, rawTime);
        return i >= 0 ? i : ~i - 1;
    }

    /// <summary>Reads keyframe <paramref name="i"/> once and remembers it; null when decoding cannot begin there.</summary>
    public Keyframe? Usable(int i)
    {
        var keyframe = Known(i);
        if (keyframe.Start == StartKind.RecoveryPoint && !_begins.TryGetValue(i, out var begins))
        {
            begins = !RefusesOpenGop && _canBegin(keyframe);
            _begins.Add(i, begins);
            keyframe = _known[i] = begins ? keyframe : keyframe with { Start = StartKind.Unsafe };
        }

        return keyframe.Start == StartKind.Unsafe || (RefusesOpenGop && keyframe.Start == StartKind.RecoveryPoint) ? null : keyframe;
    }

    private Keyframe Known(int i) => _known[i] ??= _probe(_times[i], SeekTimeOf(i)) ?? new Keyframe(_times[i], StartKind.Unsafe, IsHidden: false, _times[i]);

    /// <summary>
    /// Demuxers disagree on whether a time to seek to is one of decoding or of showing (mov.c subtracts the reorder delay). The
    /// middle between two keyframes lands on the first of them either way.
    /// </summary>
    private long SeekTimeOf(int i) => i + 1 < _times.Length ? _times[i] + ((_times[i + 1] - _times[i]) / 2) : _times[i] + (LongestGop / 2);
}
