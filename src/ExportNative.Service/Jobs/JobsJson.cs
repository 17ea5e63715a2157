using System.Text.Json.Serialization;

namespace ExportNative.Service.Jobs;

/// <summary>JSON of what the records keep.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class JobsJson : JsonSerializerContext;
