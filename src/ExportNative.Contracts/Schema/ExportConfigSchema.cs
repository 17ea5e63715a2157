using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace ExportNative.Contracts;

/// <summary>
/// The JSON Schema (2020-12) of a config. It says what JSON Schema can: types, ranges, defaults. Rules that span fields
/// (end after start, indexes, paths) are only in <see cref="ExportConfigReader"/>.
/// </summary>
public static class ExportConfigSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>
    /// The schema as it is kept in the repository, export-config.schema.json, UTF-8 text that ends with a line feed. A
    /// test keeps it equal to <see cref="Generate"/>.
    /// </summary>
    public static string Json
    {
        get
        {
            using var stream = typeof(ExportConfigSchema).Assembly.GetManifestResourceStream("export-config.schema.json")!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Makes the schema from the records and their attributes.</summary>
    /// <returns>Indented JSON that ends with a line feed.</returns>
    public static string Generate()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Annotate };
        var schema = ContractsJson.Default.Options.GetJsonSchemaAsNode(typeof(ExportConfig), exporter).AsObject();
        schema.Insert(0, "$schema", Dialect);
        schema.Insert(1, "title", "ExportNative export config, version 1");
        schema.Insert(2, "description", "Which source is on screen from when to when, and where the result goes.");

        // Characters as they are: the file is read by people, and no HTML page is made of it.
        var options = new JsonSerializerOptions(ContractsJson.Default.Options)
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return schema.ToJsonString(options) + "\n";
    }

    private static JsonObject Annotate(JsonSchemaExporterContext context, JsonNode node)
    {
        // A custom converter hides its JSON type from the exporter, which then answers "anything": true.
        var type = context.TypeInfo.Type;
        var schema = node as JsonObject ?? [];
        foreach (var property in context.TypeInfo.Properties)
        {
            // Times are described from their owner, because the exporter writes a default over what is returned for
            // a value of any type. Properties that are not written are among the metadata's, not among the schema's.
            if ((property.PropertyType == typeof(Seconds) || property.PropertyType == typeof(Seconds?))
                && schema["properties"] is JsonObject properties && properties.ContainsKey(property.Name))
            {
                DescribeTime(property, properties);
            }
        }

        if (type == typeof(DateTimeOffset))
        {
            schema["type"] = "string";
            schema["format"] = "date-time";
        }
        else if (type.IsEnum)
        {
            schema.Insert(0, "type", "string");
        }

        ApplyAll(context.PropertyInfo, schema);
        return schema;
    }

    private static void DescribeTime(JsonPropertyInfo property, JsonObject properties)
    {
        var schema = new JsonObject
        {
            ["type"] = property.PropertyType == typeof(Seconds) ? "number" : new JsonArray("number", "null"),
        };
        if (properties[property.Name] is JsonObject before && before.TryGetPropertyValue("default", out var value))
        {
            schema["default"] = value?.DeepClone();
        }

        ApplyAll(property, schema);
        properties[property.Name] = schema;
    }

    private static void ApplyAll(JsonPropertyInfo? property, JsonObject schema)
    {
        foreach (var attribute in property?.AttributeProvider?.GetCustomAttributes(inherit: false) ?? [])
        {
            Apply(attribute, schema);
        }
    }

    private static void Apply(object attribute, JsonObject schema)
    {
        switch (attribute)
        {
            case DescriptionAttribute description:
                schema.Insert(0, "description", description.Description);
                break;
            case RangeAttribute { Minimum: int and var minimum, Maximum: int and var maximum } when minimum.Equals(maximum):
                schema["const"] = JsonValue.Create((int)minimum);
                break;
            case RangeAttribute range:
                schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
                if (range.Maximum is not int.MaxValue)
                {
                    schema["maximum"] = Number(range.Maximum);
                }

                break;
            case MinLengthAttribute length:
                schema[IsList(schema) ? "minItems" : "minLength"] = length.Length;
                break;
            case MaxLengthAttribute length:
                schema[IsList(schema) ? "maxItems" : "maxLength"] = length.Length;
                break;
            case RegularExpressionAttribute pattern:
                schema["pattern"] = pattern.Pattern;
                break;
            case DataTypeAttribute { DataType: DataType.Url }:
                schema["format"] = "uri";
                break;
        }
    }

    private static JsonNode? Number(object limit) => limit is int whole ? whole : (double)limit;

    private static bool IsList(JsonObject schema) => schema.ContainsKey("items");
}
