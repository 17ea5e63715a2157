using System.Text.Json.Serialization;

namespace ExportNative.Service.Dashboard;

/// <summary>JSON of what the dashboard's script asks for.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<LiveExport>))]
[JsonSerializable(typeof(LiveExportPage))]
internal sealed partial class DashboardJson : JsonSerializerContext;
