namespace ExportNative.LibAv;

/// <summary>What a stream carries; values of <c>AVMediaType</c>.</summary>
public enum MediaKind
{
    /// <summary>Nobody knows.</summary>
    Unknown = -1,

    /// <summary>Pictures.</summary>
    Video = 0,

    /// <summary>Sound.</summary>
    Audio = 1,

    /// <summary>Timed data, for example a camera's gyroscope or a timecode track.</summary>
    Data = 2,

    /// <summary>Subtitles.</summary>
    Subtitle = 3,

    /// <summary>A file carried along, for example a font.</summary>
    Attachment = 4,
}
