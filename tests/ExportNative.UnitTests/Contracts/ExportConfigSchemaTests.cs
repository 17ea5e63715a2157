using System.Text.Json.Nodes;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.UnitTests.Contracts;

public class ExportConfigSchemaTests
{
    [Fact]
    public void The_schema_in_the_repository_is_the_one_that_the_records_make()
    {
        var generated = ExportConfigSchema.Generate();
        if (generated != ExportConfigSchema.Json)
        {
            var fresh = Path.Combine(AppContext.BaseDirectory, "export-config.schema.json");
            File.WriteAllText(fresh, generated);
            Assert.Fail($"The records changed. Look at {fresh} and copy it over src/ExportNative.Contracts/export-config.schema.json.");
        }
    }

    [Fact]
    public void Every_property_of_the_schema_is_described()
        => Assert.All(Properties(JsonNode.Parse(ExportConfigSchema.Json)!.AsObject()), property => Assert.NotNull(property["description"]));

    [Fact]
    public void The_schema_says_what_json_schema_can_say()
    {
        var schema = JsonNode.Parse(ExportConfigSchema.Json)!;
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.Equal(
            ["version", "id", "projectId", "projectName", "createdAt", "sources", "segments", "output"],
            schema["required"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(1, (int?)schema["properties"]!["version"]!["const"]);
        var source = schema["properties"]!["sources"]!["items"]!;
        Assert.Equal(["id", "name", "filePath"], source["required"]!.AsArray().Select(name => (string?)name));
        Assert.True((bool)source["properties"]!["hasAudio"]!["default"]!);
        Assert.Equal(1, (int)source["properties"]!["width"]!["minimum"]!);
        var start = schema["properties"]!["segments"]!["items"]!["properties"]!["startTime"]!;
        Assert.Equal(("number", 0.0, 9e6), ((string?)start["type"], (double)start["minimum"]!, (double)start["maximum"]!));
        var output = schema["properties"]!["output"]!["properties"]!;
        Assert.Equal(["copy", "h264", "h265", "vp9", "av1"], output["codec"]!["enum"]!.AsArray().Select(word => (string?)word));
        Assert.Equal("copy", (string?)output["codec"]!["default"]);
    }

    private static IEnumerable<JsonObject> Properties(JsonObject schema)
    {
        foreach (var (name, value) in schema)
        {
            if (value is not JsonObject part)
            {
                continue;
            }

            if (name == "properties")
            {
                foreach (var property in part.Select(field => field.Value!.AsObject()))
                {
                    yield return property;
                }
            }

            foreach (var deeper in Properties(part))
            {
                yield return deeper;
            }
        }
    }
}
