using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>
/// The source-generated JSON shape of everything that leaves or enters the process: camelCase names, enums as words,
/// absent instead of null. To read a config use <see cref="ExportConfigReader"/>, which knows the rules as well.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = ConfigLimits.MaxDepth)]
[JsonSerializable(typeof(ExportConfig))]
[JsonSerializable(typeof(ExportStatus))]
[JsonSerializable(typeof(ExportPlan))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(SourceProbe))]
[JsonSerializable(typeof(ExportProgress))]
[JsonSerializable(typeof(ExportErrorKind))]
[JsonSerializable(typeof(ExportStage))]
[JsonSerializable(typeof(ConfigProblem))]
[JsonSerializable(typeof(IReadOnlyList<ConfigProblem>))]
public sealed partial class ContractsJson : JsonSerializerContext;
