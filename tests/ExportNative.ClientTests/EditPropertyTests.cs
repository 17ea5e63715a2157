using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>What holds for the config of every edit.</summary>
public sealed class EditPropertyTests
{
    private const int EditsAtOnce = 700;
    private const double Nanosecond = 1e-9;

    // Coarse times meet each other often, fine ones never; both are what editors send.
    private static readonly Gen<double> Time = Gen.OneOf(Gen.Int[-8, 120].Select(half => half / 2.0), Gen.Double[-5, 70], Gen.Int[0, 1_800].Select(frame => frame * 1001 / 30000.0));
    private static readonly Gen<double> Offset = Gen.OneOf(Gen.Const(0.0), Gen.Int[-20, 20].Select(half => half / 2.0), Gen.Double[-30, 30]);
    private static readonly Gen<double> Length = Gen.OneOf(Gen.Const(0.0), Gen.Int[1, 100].Select(whole => (double)whole), Gen.Double[0.001, 90]);
    private static readonly string[] Names = ["cam.mp4", "Kamera Ä 3.mp4", "日本.mov", "C0001.MP4"];

    private static readonly Gen<Edit> Edits = Gen.Select(
        Gen.Select(Gen.Int[0, 8], Offset).Array[0, 6],
        Gen.Select(Length, Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Bool).Array[0, 6],
        Gen.Select(Time, Gen.Int[0, 7]).Array[0, 30],
        Length,
        (angles, media, switches, duration) => new Edit(angles, media, switches, duration));

    [Fact]
    public void Every_config_covers_its_clip_lies_in_its_sources_and_is_accepted() =>
        Edits.Array[EditsAtOnce].Sample(
            edits =>
            {
                var made = NodeScript.Map("map-edits.mjs", [.. edits.Select(edit => edit.ToJson().ToJsonString())]).GetAwaiter().GetResult();
                for (var i = 0; i < edits.Length; i++)
                {
                    Check(edits[i], made[i]);
                }
            },
            iter: 4, threads: 1);

    private static void Check(Edit edit, JsonObject made)
    {
        // Who can be shown, and what of them was recorded, in the words of the design and not of the module.
        var usable = edit.Angles.Select((angle, i) => (Id: $"a{i}", angle.Medium, angle.Offset)).Where(angle => angle.Medium < edit.Media.Length).ToList();
        var pieces = Ranges(made["pieces"]!).ToList();
        var left = Ranges(new JsonArray([.. made["warnings"]!.AsArray().Where(warning => (string)warning!["code"]! == "outsideFootage").Select(warning => warning!.DeepClone())])).ToList();
        if (edit.Angles.Length == 0 || usable.Count == 0)
        {
            Assert.Null(made["config"]);
            Assert.Equal(edit.Angles.Length == 0 ? "noAngles" : "noFootage", (string)made["reason"]!["code"]!);
            return;
        }

        if (edit.Duration == 0)
        {
            Assert.Equal("noDuration", (string)made["reason"]!["code"]!);
            return;
        }

        // Shown and left out together are the clip, each moment once.
        var all = pieces.Concat(left).OrderBy(range => range.Start).ToList();
        Assert.Equal(0, all[0].Start);
        Assert.Equal(edit.Duration, all[^1].End, Nanosecond);
        Assert.All(all, range => Assert.True(range.End > range.Start));
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));

        // Each moment shows the angle that was switched to last, if that one recorded it.
        foreach (var range in all)
        {
            var moment = (range.Start + range.End) / 2;
            var last = edit.Switches.Select((point, i) => (point.Time, Id: $"a{point.Angle}", i)).Where(point => point.Time <= moment && usable.Any(angle => angle.Id == point.Id))
                .OrderBy(point => point.Time).ThenBy(point => point.i).LastOrDefault();
            var angle = usable.First(one => one.Id == (last.Id ?? usable[0].Id));
            var known = edit.Media[angle.Medium].Length;
            Assert.Equal(angle.Id, range.Angle);
            if (range.End - range.Start > 4 * Nanosecond)
            {
                var isRecorded = moment + angle.Offset >= 0 && (known == 0 || moment + angle.Offset < known);
                Assert.Equal(isRecorded, pieces.Contains(range));
            }
        }

        if (pieces.Count == 0)
        {
            Assert.Equal("noFootage", (string)made["reason"]!["code"]!);
            Assert.Null(made["config"]);
            return;
        }

        CheckConfig(edit, made, pieces);
    }

    private static void CheckConfig(Edit edit, JsonObject made, List<(string Angle, double Start, double End)> pieces)
    {
        var result = ExportConfigReader.Read(Encoding.UTF8.GetBytes(made["config"]!.ToJsonString()));
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var config = result.Require();
        Assert.Matches("^export-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", config.Id);
        Assert.Equal(config.Sources.Select(source => source.Id).Distinct(), config.Sources.Select(source => source.Id));
        Assert.Equal(Enumerable.Range(0, config.Sources.Count), config.Segments.Select(segment => segment.SourceIndex).Distinct().Order());
        Assert.Equal(pieces.Count, config.Segments.Count);
        foreach (var (segment, piece) in config.Segments.Zip(pieces))
        {
            var angle = edit.Angles[int.Parse(piece.Angle[1..], CultureInfo.InvariantCulture)];
            Assert.Equal($"m{angle.Medium}", config.Sources[segment.SourceIndex].Id);
            Assert.Equal(piece.Start + angle.Offset, segment.StartTime.ToDouble(), 2 * Nanosecond);
            Assert.Equal(piece.End + angle.Offset, segment.EndTime.ToDouble(), 2 * Nanosecond);
            var length = config.Sources[segment.SourceIndex].Duration;
            Assert.True(segment.StartTime >= Seconds.Zero && segment.EndTime > segment.StartTime && (length is null || segment.EndTime <= length), $"{segment} of {length}");
        }

        Assert.Equal((double)made["length"]!, config.Segments.Sum(segment => (segment.EndTime - segment.StartTime).ToDouble()), 1e-6);
    }

    private static IEnumerable<(string Angle, double Start, double End)> Ranges(JsonNode list)
        => list.AsArray().Select(one => ((string)one!["angleId"]!, (double)one["start"]!, (double)one["end"]!));

    /// <summary>An edit; angle i is called a{i} and medium i m{i}, so that an index behind the end is one that was removed.</summary>
    private sealed record Edit((int Medium, double Offset)[] Angles, (double Length, string Name, bool HasAudio)[] Media, (double Time, int Angle)[] Switches, double Duration)
    {
        public JsonObject ToJson() => new()
        {
            ["clip"] = new JsonObject
            {
                ["duration"] = Duration,
                ["angles"] = new JsonArray([.. Angles.Select((angle, i) => new JsonObject { ["id"] = $"a{i}", ["name"] = $"Angle {i}", ["mediaId"] = $"m{angle.Medium}", ["syncOffset"] = angle.Offset })]),
                ["switchPoints"] = new JsonArray([.. Switches.Select(point => new JsonObject { ["time"] = point.Time, ["angleId"] = $"a{point.Angle}" })]),
            },
            ["media"] = new JsonArray([.. Media.Select((medium, i) => new JsonObject { ["id"] = $"m{i}", ["name"] = medium.Name, ["duration"] = medium.Length, ["hasAudio"] = medium.HasAudio, ["width"] = 1920, ["height"] = 0, ["fps"] = 29.97 })]),
            ["project"] = new JsonObject { ["id"] = "p", ["name"] = "Sommerfest", ["width"] = 1920, ["height"] = 1080, ["fps"] = 30 },
        };

        public override string ToString() => ToJson().ToJsonString();
    }
}
