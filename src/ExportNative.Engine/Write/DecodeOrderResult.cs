namespace ExportNative.Engine.Write;

/// <summary>What <see cref="DecodeOrder"/> finds about a packet.</summary>
internal enum DecodeOrderResult
{
    /// <summary>It has a decoding time.</summary>
    Fits,

    /// <summary>It is reordered deeper than was assumed.</summary>
    TooDeep,

    /// <summary>Another picture is shown at the same time.</summary>
    SameTime,
}
