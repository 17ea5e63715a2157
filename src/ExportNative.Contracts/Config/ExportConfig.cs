using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>
/// What to export: which source is on screen from when to when, and where the file goes. Version 1 is what the
/// OpenCut editor's multicam export sends. An instance that came from <see cref="ExportConfigReader"/> has passed
/// every rule that can be checked without opening a file.
/// </summary>
/// <param name="Version">The format's version; only <see cref="SupportedVersion"/> exists.</param>
/// <param name="Id">Made by the client; names folders and routes, so 1 to 128 of <c>[A-Za-z0-9._-]</c>, not <c>.</c> or <c>..</c>.</param>
/// <param name="ProjectId">The client's own id of the project; passed through.</param>
/// <param name="ProjectName">Becomes the download's file name; any language, any characters.</param>
/// <param name="CreatedAt">When the client made the config. Text without an offset is taken as UTC.</param>
/// <param name="Sources">The camera files, one or more.</param>
/// <param name="Segments">The pieces in program order, one or more; segment k + 1 follows segment k without a gap.</param>
/// <param name="Output">Where the result goes and how it is made.</param>
/// <param name="Status">What the client believes the state to be; ignored by everything here, kept as it was written.</param>
/// <param name="Verify">Hash the packets read and the packets found in the finished file, and compare.</param>
/// <param name="Priority">Order among waiting exports.</param>
/// <param name="CallbackUrl">Absolute http or https address that is told the outcome; null for none.</param>
/// <param name="Tags">Words to filter a list of exports by, at most 32 of 1 to 64 characters; null for none.</param>
public sealed record ExportConfig(
    [property: Description("Version of this format; only 1 exists."), Range(ExportConfig.SupportedVersion, ExportConfig.SupportedVersion)]
    int Version,
    [property: Description("Made by the client; names folders and routes. Not '.' or '..'."), RegularExpression(ExportConfig.IdPattern)]
    string Id,
    [property: Description("The client's own id of the project.")]
    string ProjectId,
    [property: Description("Becomes the download's file name; any language, any characters.")]
    string ProjectName,
    [property: Description("When the client made the config, ISO 8601; without an offset it is UTC.")]
    [property: JsonConverter(typeof(DateTimeConverter))]
    DateTimeOffset CreatedAt,
    [property: Description("The camera files; segments name them by their index here."), MinLength(1)]
    IReadOnlyList<SourceConfig> Sources,
    [property: Description("The pieces in program order; each follows the one before without a gap."), MinLength(1)]
    IReadOnlyList<SegmentConfig> Segments,
    [property: Description("Where the result goes and how it is made.")]
    OutputConfig Output,
    [property: Description("What the client believes the state to be; ignored on input.")]
    string? Status = null,
    [property: Description("Compare hashes of the packets read and the packets in the finished file.")]
    bool Verify = false,
    [property: Description("Order among waiting exports.")]
    ExportPriority Priority = ExportPriority.Normal,
    [property: Description("Absolute http or https address that is told the outcome."), DataType(DataType.Url)]
    string? CallbackUrl = null,
    [property: Description("Words to filter a list of exports by, each 1 to 64 characters."), MaxLength(32)]
    IReadOnlyList<string>? Tags = null)
{
    /// <summary>The only version of the format that is understood.</summary>
    public const int SupportedVersion = 1;

    /// <summary>What an id looks like; <c>.</c> and <c>..</c> are refused besides.</summary>
    internal const string IdPattern = "^[A-Za-z0-9._-]{1,128}$";
}
