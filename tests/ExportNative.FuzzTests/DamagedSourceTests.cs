using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Testing.Footage;
using Xunit;

[assembly: AssemblyFixture(typeof(FootageShelf))]

namespace ExportNative.FuzzTests;

/// <summary>Damaged footage is refused or exported, and never more than that happens.</summary>
public sealed class DamagedSourceTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 3, Gop = 15 };

    private static readonly Dictionary<string, (Camera Camera, string? Remux)> Kinds = new(StringComparer.Ordinal)
    {
        ["MP4"] = (Small, null),
        ["MP4 with its index in front"] = (Small with { Options = "-movflags +faststart" }, null),
        ["fragmented MP4"] = (Small with { Options = "-movflags +frag_keyframe+empty_moov" }, null),
        ["HEVC in MP4"] = (Small with { VideoCodec = "libx265" }, null),
        ["Matroska"] = (Small, "mkv"),
        ["WebM"] = (Small with { VideoCodec = "libvpx-vp9", AudioCodec = "libopus", Extension = "webm" }, null),
        ["MPEG-TS"] = (Small, "ts"),
        ["MOV with PCM"] = (Small with { AudioCodec = "pcm_s16le", Extension = "mov" }, null),
        ["interlaced H.264"] = (Small with { Options = "-vf setfield=tff -flags +ilme+ildct" }, null),
        ["AV1"] = (Small with { VideoCodec = "libaom-av1" }, null),
    };

    public static TheoryData<string, CutMode> Names => new(from name in Kinds.Keys from cut in (CutMode[])[CutMode.Keyframe, CutMode.Frame] select (name, cut));

    [Theory]
    [MemberData(nameof(Names))]
    public void Damage_never_crashes_hangs_or_yields_a_file_that_cannot_be_opened(string name, CutMode cut)
    {
        var (camera, remux) = Kinds[name];
        var ending = remux ?? camera.Extension;
        string File(int number)
        {
            var path = shelf.Path(camera with { Number = number });
            return remux is null ? path : shelf.Remuxed(path, remux);
        }

        var (whole, donor) = (System.IO.File.ReadAllBytes(File(0)), System.IO.File.ReadAllBytes(File(1)));
        var config = Edits.Config(
            [$"good.{ending}", $"bad.{ending}"],
            [Edits.Segment(1, "0.3", "1.4"), Edits.Segment(0, "1.4", "2"), Edits.Segment(1, "1", "2.8")],
            name == "MOV with PCM" ? "exports/out.mov" : "exports/out.mp4",
            c => c with { Output = c.Output with { Cut = cut } });
        var edit = JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig);
        using var run = new FuzzRun();
        run.Run((folder, random) =>
        {
            System.IO.File.WriteAllBytes(Path.Combine(folder, "edit.json"), edit);
            System.IO.File.WriteAllBytes(Path.Combine(folder, $"good.{ending}"), donor);
            System.IO.File.WriteAllBytes(Path.Combine(folder, $"bad.{ending}"), Mutation.Of(whole, donor, random));
        });
    }
}
