using System.Globalization;
using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Audit;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>A master sound knows nothing of the picture's cuts, however many there are.</summary>
public sealed class MasterSoundSeamTests(FootageShelf shelf, ITestOutputHelper output)
{
    private const int Rate = 48000;
    private const int Tone = 997;
    private const int Window = 300;                // seconds compared at a time

    // Beginning in a packet, after a rounding: 0.1234567 s is sample 5925.92.
    private const string Offset = "0.1234567";
    private const int FirstSample = 5926;

    /// <summary>Of the program; ./build.sh master-sound sets an hour.</summary>
    private static int Minutes => int.Parse(Environment.GetEnvironmentVariable("MASTER_MINUTES") ?? "1", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("wav", "-c:a pcm_s16le")]
    [InlineData("m4a", "-c:a aac -aac_pns 0 -b:a 160k")]
    public void No_seam_is_found_under_a_thousand_cuts_an_hour(string extension, string options)
    {
        using var media = new MediaFolder(shelf.Folder);
        var seconds = Minutes * 60;
        var cuts = Math.Max(40, seconds * 1000 / 3600);
        string[] sources = [Pictures(0, seconds), Pictures(1, seconds), shelf.Make(extension, Sine(seconds + 2, options))];
        var segments = Edits.Make(2, new EditSettings { Seconds = seconds, Segments = cuts + 1, Shortest = 0.8 });
        var config = Edits.Config(sources, segments, change: c => c with { Output = c.Output with { Audio = new MasterAudioConfig(2, Seconds.Parse(Offset)) } });
        var report = media.Export(config);
        Assert.Equal(cuts + 1, report.Segments.Count);

        // What it has to be: the file itself, or one encode of its stretch.
        var samples = seconds * Rate;
        var isCopied = report.Plan.MasterSound!.IsCopied;
        Assert.Equal(extension != "wav", isCopied);
        var (wanted, wantedFrom) = isCopied ? (sources[2], FirstSample)
            : (shelf.Make("m4a", ["-v", "error", "-nostdin", "-y", "-i", sources[2], "-af", $"atrim=start_sample={FirstSample}:end_sample={FirstSample + samples},asetpts=PTS-STARTPTS", "-c:a", "aac", "-b:a", "96000"]), 0);
        double difference = 0, roughest = 0, roughestWanted = 0;
        for (var from = 0; from < samples; from += Window * Rate)
        {
            var count = Math.Min(Window * Rate, samples - from) - 1024;
            var one = Stretch(media.OutputOf(config), from, count);
            var two = Stretch(wanted, wantedFrom + from, count);
            Assert.Equal((count, count), (one.Length, two.Length));
            difference = Math.Max(difference, one.Difference(0, two, 0, count));
            roughest = Math.Max(roughest, one.Residual(Tone, 4800, count).Max());
            roughestWanted = Math.Max(roughestWanted, two.Residual(Tone, 4800, count).Max());
            Assert.InRange(one.Peak(0, count), 0.2, 0.4);
        }

        output.WriteLine($"{extension}: {seconds} s, {cuts} cuts, export {report.DurationMilliseconds} ms, difference {difference:E1}, residual of the tone {roughest:E1} and in what was wanted {roughestWanted:E1}");
        Assert.InRange(difference, 0, 1e-6);

        // The tone itself swings 0.3 to either side; a missing or repeated sample alone leaves 0.04.
        Assert.InRange(roughest, 0, 0.005);
        Assert.InRange(double.Parse(Tool.Probe(media.OutputOf(config), "format=duration")[0], CultureInfo.InvariantCulture) - seconds, -0.034, 0.034);
    }

    // A minute of picture again and again: what it shows does not matter here.
    private string Pictures(int number, int seconds) => shelf.Make("mp4",
        ["-v", "error", "-nostdin", "-y", "-stream_loop", "-1", "-i", shelf.Path(new Camera { Number = number, Seconds = 60, Gop = 15, Size = (160, 96), AudioCodec = null }), "-t", $"{seconds + 1}", "-c", "copy"]);

    private static DecodedSound Stretch(string path, int from, int count) =>
        DecodedSound.Decode(path, $"atrim=start_sample={from}:end_sample={from + count}");

    private static string[] Sine(int seconds, string options) =>
        ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", $"sine=frequency={Tone}:sample_rate={Rate},volume=2.4", "-t", $"{seconds}", .. options.Split(' ')];
}
