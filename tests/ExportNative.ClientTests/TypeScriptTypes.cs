using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ExportNative.Contracts;
using ExportNative.Service.Api;
using ExportNative.Service.Library;

namespace ExportNative.ClientTests;

/// <summary>
/// Makes the client module's types.d.ts: the config out of its JSON Schema, and what the service answers out of the records
/// that it answers with, with their documentation.
/// </summary>
internal sealed class TypeScriptTypes
{
    private readonly StringBuilder text = new();
    private readonly TypeDocs docs = new();
    private readonly HashSet<Type> done = [];
    private readonly Queue<JsonTypeInfo> waiting = new();

    /// <summary>The whole file; ends with a line feed.</summary>
    public static string Generate() => new TypeScriptTypes().Make();

    private string Make()
    {
        text.Append("// Made by `./build.sh client-types` out of the config's JSON Schema and the service's own types; a test keeps it so.\n");
        Config("ExportConfig", JsonNode.Parse(ExportConfigSchema.Json)!.AsObject());
        JsonTypeInfo[] answers =
        [
            ApiJson.Default.AcceptedExport, ContractsJson.Default.ConfigProblem, ApiJson.Default.ExportStatus, ApiJson.Default.ExportList,
            ContractsJson.Default.ExportPlan, ContractsJson.Default.ExportReport, ApiJson.Default.LibrarySource, ApiJson.Default.UploadState,
            ApiJson.Default.Waveform, ApiJson.Default.Session,
        ];
        foreach (var answer in answers)
        {
            Want(answer);
        }

        while (waiting.TryDequeue(out var info))
        {
            Declare(info);
        }

        return text.ToString();
    }

    private void Config(string name, JsonObject schema)
    {
        List<(string Name, JsonObject Schema)> inner = [];
        Comment("", (string?)schema["description"]);
        text.Append(CultureInfo.InvariantCulture, $"export interface {name} {{\n");
        var required = schema["required"]?.AsArray().Select(field => (string)field!).ToHashSet() ?? [];
        foreach (var (field, node) in schema["properties"]!.AsObject())
        {
            var property = node!.AsObject();
            var mark = property["default"] is { } value ? $" Default {value.ToJsonString()}." : "";
            Comment("  ", (string?)property["description"] + Range(property) + mark);
            text.Append(CultureInfo.InvariantCulture, $"  {field}{(required.Contains(field) ? "" : "?")}: {ConfigType(field, property, inner)};\n");
        }

        text.Append("}\n");
        foreach (var (innerName, innerSchema) in inner)
        {
            Config(innerName, innerSchema);
        }
    }

    private static string Range(JsonObject property) => (property["minimum"], property["maximum"]) switch
    {
        ({ } least, { } most) => $" From {least} to {most}.",
        ({ } least, null) => $" At least {least}.",
        _ => "",
    };

    private static string ConfigType(string field, JsonObject property, List<(string, JsonObject)> inner)
    {
        if (property["const"] is { } constant)
        {
            return constant.ToJsonString();
        }

        if (property["enum"] is JsonArray words)
        {
            return string.Join(" | ", words.Select(word => $"'{word}'"));
        }

        var types = property["type"] is JsonArray several ? several.Select(type => (string)type!).ToArray() : [(string)property["type"]!];
        return string.Join(" | ", types.Select(type => type switch
        {
            "integer" or "number" => "number",
            "object" => Inner(field, property),
            "array" => List(ConfigType(field.TrimEnd('s'), property["items"]!.AsObject(), inner)),
            _ => type,
        }));

        static string List(string of) => of.Contains(' ', StringComparison.Ordinal) ? $"({of})[]" : $"{of}[]";

        string Inner(string of, JsonObject schema)
        {
            var name = $"{char.ToUpperInvariant(of[0])}{of[1..]}Config";
            inner.Add((name, schema));
            return name;
        }
    }

    private void Want(JsonTypeInfo info)
    {
        if (done.Add(info.Type))
        {
            waiting.Enqueue(info);
        }
    }

    private void Declare(JsonTypeInfo info)
    {
        Comment("", docs.Of(info.Type));
        if (info.Type.IsEnum)
        {
            var words = Enum.GetValues(info.Type).Cast<object>().Select(value => JsonSerializer.Serialize(value, info).Replace('"', '\''));
            text.Append(CultureInfo.InvariantCulture, $"export type {info.Type.Name} = {string.Join(" | ", words)};\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"export interface {info.Type.Name} {{\n");
        foreach (var property in info.Properties)
        {
            var always = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), true).OfType<JsonIgnoreAttribute>().Any(ignore => ignore.Condition == JsonIgnoreCondition.Never) == true;
            var mayBeNull = property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            Comment("  ", docs.Of(info.Type, property.Name));
            text.Append(CultureInfo.InvariantCulture, $"  {property.Name}{(mayBeNull && !always ? "?" : "")}: {TypeOf(property.PropertyType, info.Options)}{(mayBeNull && always ? " | null" : "")};\n");
        }

        text.Append("}\n");
    }

    private string TypeOf(Type type, JsonSerializerOptions options)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || type == typeof(DateTimeOffset))
        {
            return "string";
        }

        if (type == typeof(bool))
        {
            return "boolean";
        }

        if (type.IsPrimitive || type == typeof(decimal) || type == typeof(Seconds))
        {
            return "number";
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return $"Record<string, {TypeOf(type.GetGenericArguments()[1], options)}>";
        }

        if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            return $"{TypeOf(type.GetGenericArguments().Single(), options)}[]";
        }

        Want(options.GetTypeInfo(type));
        return type.Name;
    }

    private void Comment(string indent, string? words)
    {
        if (indent.Length == 0)
        {
            text.Append('\n');
        }

        if (!string.IsNullOrWhiteSpace(words))
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}/** {words.Trim().Replace("*/", "* /", StringComparison.Ordinal)} */\n");
        }
    }
}
