namespace ExportNative.LibAv;

/// <summary>How to seek; values of <c>AVSEEK_FLAG_*</c>.</summary>
[Flags]
public enum SeekMode
{
    /// <summary>To the keyframe at or after the timestamp.</summary>
    Forward = 0,

    /// <summary>To the keyframe at or before the timestamp.</summary>
    Backward = AvConstants.AVSEEK_FLAG_BACKWARD,

    /// <summary>The "timestamp" is a byte position.</summary>
    Byte = AvConstants.AVSEEK_FLAG_BYTE,

    /// <summary>To any packet, keyframe or not.</summary>
    Any = AvConstants.AVSEEK_FLAG_ANY,
}
