namespace ExportNative.LibAv;

/// <summary>What a decoder or encoder answered. All three are normal; failures are exceptions.</summary>
public enum CodecStep
{
    /// <summary>Taken, or a result was given out.</summary>
    Done,

    /// <summary>EAGAIN: sending needs results to be taken out first; receiving needs more to be sent first.</summary>
    Again,

    /// <summary>EOF: it was told that nothing follows, and everything has been given out.</summary>
    EndOfStream,
}
