using System.Text.Json.Serialization;

namespace ExportNative.Service.Dashboard;

/// <summary>JSON for the dashboard's script.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<JobProgress>))]
internal sealed partial class DashboardJson : JsonSerializerContext;
