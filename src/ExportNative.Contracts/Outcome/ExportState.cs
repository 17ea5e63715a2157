using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>Where an export stands. The last three never change again.</summary>
public enum ExportState
{
    /// <summary>Accepted, waiting for a worker.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Being written.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing,

    /// <summary>The file is whole under its final name.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Given up; the error says why. No file is under the final name.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Stopped on request. No file is under the final name.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
