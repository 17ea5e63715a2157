namespace ExportNative.Contracts;

/// <summary>
/// How far an export is, counted in what was really written. A value, so that reporting allocates nothing; within
/// one export no figure but <see cref="BytesPerSecond"/> ever goes back.
/// </summary>
public readonly record struct ExportProgress
{
    /// <summary>The step that is running.</summary>
    public required ExportStage Stage { get; init; }

    /// <summary>
    /// Part that is done, 0 to 1: program time written over program time planned. 1 only when the file has its final
    /// name.
    /// </summary>
    public required double Fraction { get; init; }

    /// <summary>Program time that the packets written so far cover, in units of 100 ns; for show, never for placing.</summary>
    public TimeSpan ProgramTimeWritten { get; init; }

    /// <summary>Length of the whole program, in units of 100 ns; zero until planned.</summary>
    public TimeSpan ProgramTimePlanned { get; init; }

    /// <summary>Packets written so far, all streams together.</summary>
    public long PacketsWritten { get; init; }

    /// <summary>Packets that will be written, all streams together; an estimate where a container has no index, 0 until planned.</summary>
    public long PacketsPlanned { get; init; }

    /// <summary>Pictures encoded anew so far, which is ahead of their being written; 0 when all packets are copied.</summary>
    public long PicturesEncoded { get; init; }

    /// <summary>Pictures that will be encoded anew; an estimate where frame rates vary.</summary>
    public long PicturesToEncode { get; init; }

    /// <summary>Pictures whose packets pass as they are; an estimate.</summary>
    public long PicturesToCopy { get; init; }

    /// <summary>Bytes written to the output so far.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Bytes the output will have; an estimate, 0 until planned.</summary>
    public long BytesPlanned { get; init; }

    /// <summary>Index of the segment being written, from 0.</summary>
    public int SegmentIndex { get; init; }

    /// <summary>Number of segments of the program.</summary>
    public int SegmentCount { get; init; }

    /// <summary>Bytes written a second, over the last few seconds; 0 until something was measured.</summary>
    public double BytesPerSecond { get; init; }
}
