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
    private readonly Func<long, Keyframe?> _probe;

    private KeyframeMap(long[] times, Keyframe?[] known, Func<long, Keyframe?> probe, bool isFromScan)
    {
        _times = times;
        _known = known;
        _probe = probe;
        IsFromScan = isFromScan;
    }

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
    /// <param name="probe">Reads the keyframe packet at an index timestamp; null when there is none after all.</param>
    public static KeyframeMap FromIndex(long[] times, Func<long, Keyframe?> probe) => new(times, new Keyframe?[times.Length], probe, isFromScan: false);

    /// <param name="keyframes">All keyframes, ascending by PTS.</param>
    public static KeyframeMap FromScan(IReadOnlyList<Keyframe> keyframes) =>
        new([.. keyframes.Select(k => k.Pts)], [.. keyframes], static _ => null, isFromScan: true);

    /// <summary>Raw index time of keyframe <paramref name="i"/>: within the reorder delay of its PTS.</summary>
    public long TimeOf(int i) => _times[i];

    /// <summary>Number of the last keyframe whose index time is at or before <paramref name="rawTime"/>; -1 when there is none.</summary>
    public int LastAtOrBefore(long rawTime)
    {
        var i = Array.BinarySearch(_times, rawTime);
        return i >= 0 ? i : ~i - 1;
    }

    /// <summary>Reads keyframe <paramref name="i"/> once and remembers it; null when decoding cannot begin there.</summary>
    public Keyframe? Usable(int i)
    {
        var keyframe = _known[i] ??= _probe(_times[i]) ?? new Keyframe(_times[i], StartKind.Unsafe, IsHidden: false, _times[i]);
        return keyframe.Start == StartKind.Unsafe ? null : keyframe;
    }
}
