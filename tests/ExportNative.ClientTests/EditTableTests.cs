using System.Text.Json.Nodes;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>The rules of an edit, one by one: edits.json holds each edit with the segments that it has to become.</summary>
public sealed class EditTableTests(EditTableTests.Made made) : IClassFixture<EditTableTests.Made>
{
    private static readonly JsonObject[] Cases =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "tests", "ExportNative.ClientTests", "edits.json")))!.AsArray().Select(one => one!.AsObject())];

    public static TheoryData<string> Names => [.. Cases.Select(one => (string)one["name"]!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_edit_becomes_what_the_table_says(string name)
    {
        var (expected, actual) = made.Of(name);

        Assert.Equal((string?)expected["reason"], (string?)actual["reason"]?["code"]);
        Assert.Equal(Texts(expected["warnings"]), Texts(actual["warnings"], warning => (string)warning["code"]!));
        Assert.Equal(Pairs(expected["left"]), actual["warnings"]!.AsArray().Where(warning => (string)warning!["code"]! == "outsideFootage").Select(warning => ((double)warning!["start"]!, (double)warning["end"]!)));
        if (expected["reason"] is not null)
        {
            Assert.Null(actual["config"]);
            Assert.NotEmpty((string)actual["reason"]!["message"]!);
            return;
        }

        var sources = Texts(actual["config"]!["sources"], source => (string)source["id"]!).ToArray();
        Assert.Equal(
            expected["segments"]!.AsArray().Select(one => ((string)one![0]!, (double)one[1]!, (double)one[2]!)),
            actual["config"]!["segments"]!.AsArray().Select(one => (sources[(int)one!["sourceIndex"]!], (double)one["startTime"]!, (double)one["endTime"]!)));
        if (expected["sources"] is { } order)
        {
            Assert.Equal(Texts(order), sources);
        }
    }

    [Fact]
    public void The_table_has_at_least_thirty_edits() => Assert.True(Cases.Length >= 30, $"{Cases.Length} edits");

    private static IEnumerable<string> Texts(JsonNode? list, Func<JsonNode, string>? text = null)
        => list?.AsArray().Select(one => text is null ? (string)one! : text(one!)) ?? [];

    private static IEnumerable<(double, double)> Pairs(JsonNode? list) => list?.AsArray().Select(one => ((double)one![0]!, (double)one[1]!)) ?? [];

    /// <summary>All edits of the table, put through the module at once.</summary>
    public sealed class Made : IAsyncLifetime
    {
        private readonly Dictionary<string, (JsonObject Expected, JsonObject Actual)> results = [];

        public async ValueTask InitializeAsync()
        {
            var answers = await NodeScript.Map("map-edits.mjs", [.. Cases.Select(one => Edit(one).ToJsonString())]);
            foreach (var (expected, actual) in Cases.Zip(answers))
            {
                results.Add((string)expected["name"]!, (expected, actual));
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        internal (JsonObject Expected, JsonObject Actual) Of(string name) => results[name];

        private static JsonObject Edit(JsonObject row) => new()
        {
            ["clip"] = new JsonObject
            {
                ["duration"] = row["duration"]?.DeepClone(),
                ["initialAngleId"] = row["initial"]?.DeepClone(),
                ["angles"] = Rows(row["angles"]!, one => new JsonObject { ["id"] = one[0]!.DeepClone(), ["mediaId"] = one[1]!.DeepClone(), ["syncOffset"] = one[2]!.DeepClone() }),
                ["switchPoints"] = Rows(row["switches"]!, one => new JsonObject { ["time"] = one[0]?.DeepClone(), ["angleId"] = one[1]!.DeepClone() }),
            },
            ["media"] = Rows(row["media"]!, one => new JsonObject { ["id"] = one[0]!.DeepClone(), ["name"] = $"{one[0]}.mp4", ["duration"] = one[1]!.DeepClone() }),
        };

        private static JsonArray Rows(JsonNode rows, Func<JsonNode, JsonNode> row) => new([.. rows.AsArray().Select(one => row(one!))]);
    }
}
