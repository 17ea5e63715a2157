using System.Text.Json.Serialization;
using ExportNative.Contracts;
using ExportNative.Service.Library;

namespace ExportNative.Service.Api;

/// <summary>JSON of everything that the API answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(AcceptedExport))]
[JsonSerializable(typeof(ExportList))]
[JsonSerializable(typeof(ExportStatus))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(SourceProbe))]
[JsonSerializable(typeof(LibrarySource))]
[JsonSerializable(typeof(SourceList))]
[JsonSerializable(typeof(UploadState))]
[JsonSerializable(typeof(Waveform))]
internal sealed partial class ApiJson : JsonSerializerContext;
