using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>The steps of an export, in the order of the data's way.</summary>
public enum ExportStage
{
    /// <summary>The config is read and checked against its rules.</summary>
    [JsonStringEnumMemberName("config")]
    Config,

    /// <summary>Sources are opened and every cut is decided; nothing is written yet.</summary>
    [JsonStringEnumMemberName("plan")]
    Plan,

    /// <summary>Packets are read from a source.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary>Packets are written to the temporary file.</summary>
    [JsonStringEnumMemberName("write")]
    Write,

    /// <summary>The finished temporary file is opened again and compared with the plan.</summary>
    [JsonStringEnumMemberName("verify")]
    Verify,

    /// <summary>The file is flushed to disk and gets its final name.</summary>
    [JsonStringEnumMemberName("publish")]
    Publish,
}
