using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>The container that the finished file is written in.</summary>
public enum OutputFormat
{
    /// <summary>MP4 (ISO base media file format), index at the front.</summary>
    [JsonStringEnumMemberName("mp4")]
    Mp4,

    /// <summary>WebM: VP8, VP9 or AV1 pictures with Opus or Vorbis sound.</summary>
    [JsonStringEnumMemberName("webm")]
    WebM,
}
