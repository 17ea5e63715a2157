using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>
/// What went wrong, as far as a program can act on it. The word in JSON is the member's name in camelCase and never
/// changes once released; <see cref="ExportErrorKinds"/> gives the word and the exit code.
/// </summary>
public enum ExportErrorKind
{
    /// <summary>The config breaks a rule; all problems are reported together.</summary>
    [JsonStringEnumMemberName("configInvalid")]
    ConfigInvalid,

    /// <summary>A source's file does not exist, or lies where no source may.</summary>
    [JsonStringEnumMemberName("sourceMissing")]
    SourceMissing,

    /// <summary>A source's file exists but holds no footage that can be read.</summary>
    [JsonStringEnumMemberName("sourceUnreadable")]
    SourceUnreadable,

    /// <summary>The sources cannot be joined without re-encoding; the message names the parameters that differ.</summary>
    [JsonStringEnumMemberName("notCopyable")]
    NotCopyable,

    /// <summary>A segment asks for time that its source does not have.</summary>
    [JsonStringEnumMemberName("rangeNotInSource")]
    RangeNotInSource,

    /// <summary>There is not, or no longer, enough room for the output.</summary>
    [JsonStringEnumMemberName("diskFull")]
    DiskFull,

    /// <summary>A source that had been opened failed while it was read.</summary>
    [JsonStringEnumMemberName("readFailed")]
    ReadFailed,

    /// <summary>The output could not be written, flushed or renamed, for another reason than room.</summary>
    [JsonStringEnumMemberName("writeFailed")]
    WriteFailed,

    /// <summary>Stopped on request.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Nothing moved for so long that waiting on made no sense.</summary>
    [JsonStringEnumMemberName("stalled")]
    Stalled,

    /// <summary>FFmpeg's shared libraries were not found, or in no version that is known.</summary>
    [JsonStringEnumMemberName("librariesMissing")]
    LibrariesMissing,

    /// <summary>A fault of this program.</summary>
    [JsonStringEnumMemberName("internal")]
    Internal,
}
