using System.Text.Json;
using System.Text.Json.Nodes;
using ExportNative.Contracts;
using ExportNative.ServiceTests;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.BrowserTests;

/// <summary>A program that is cut at the exact frame, in the player that most people have.</summary>
public sealed class FrameCutPlaybackTests(ServiceTests.Footage footage, Chromium chromium)
{
    private const int Rate = 30;

    /// <summary>Jumps to the middle of a picture and reads the number that is drawn on it, when the browser shows it.</summary>
    private const string Jump = """
        async (seconds) => {
          const video = document.querySelector('video');
          const shown = new Promise(done => video.requestVideoFrameCallback(done));
          const sought = new Promise((done, fail) => { video.onseeked = done; video.onerror = () => fail(new Error(video.error.message)); });
          video.currentTime = seconds;
          await sought;
          await shown;
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
          const context = canvas.getContext('2d');
          context.drawImage(video, 0, 0);
          const cell = Math.floor(video.videoWidth / 24);
          let number = 0;
          for (let bit = 0; bit < 24; bit++) {
            number |= (context.getImageData(bit * cell + cell / 2, 8, 1, 1).data[1] > 127 ? 1 : 0) << bit;
          }
          return number;
        }
        """;

    [Fact]
    public async Task Cameras_of_three_profiles_cut_at_the_exact_frame_play_and_jump_from_any_place()
    {
        await using var service = await TestService.Start(footage);
        using var shelf = new FootageShelf();
        var high = new Camera { Seconds = 9, Gop = 45 };
        Camera[] cameras = [high, high with { Number = 1, BFrames = 1, Options = "-profile:v main" }, high with { Number = 2, BFrames = 0, Options = "-profile:v baseline" }];
        foreach (var camera in cameras)
        {
            File.Copy(shelf.Path(camera), Path.Combine(service.Media, "sources", $"profile{camera.Number}.mp4"));
        }

        var segments = Edits.Make(3, new EditSettings { Segments = 9, Seconds = 8.4, Shortest = 0.5, Start = 0.2 });
        var config = Edits.Config([.. cameras.Select(c => $"profile{c.Number}.mp4")], segments, "exports/profiles/output.mp4", c => c with { Id = "profiles", Output = c.Output with { Cut = CutMode.Frame } });
        await service.Submit(JsonNode.Parse(JsonSerializer.Serialize(config, ContractsJson.Default.ExportConfig))!.AsObject());
        await service.Until("profiles", "completed");
        var report = JsonSerializer.Deserialize(await service.Client.GetStringAsync("/api/export/profiles/report", TestContext.Current.CancellationToken), ContractsJson.Default.ExportReport)!;
        Assert.True(report.VideoPacketsEncoded > 0 && report.Plan.ParameterSetsInBand);

        await using var window = await chromium.Open(service.Address);
        await window.Page.RouteAsync("**/player", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = "<!doctype html><title>player</title><link rel=icon href=data:,><video muted preload=auto src=/api/export/profiles/download></video>",
        }));
        await window.Page.GotoAsync("/player");
        await window.Page.WaitForFunctionAsync("document.querySelector('video').readyState >= 2");

        // The first and the last picture of each segment, and places all over the program, back and forth.
        var random = new Random(3);
        var last = report.Segments[^1].Plan.EndTick * Rate / report.Plan.Timescale;
        var pictures = report.Segments.SelectMany(s => (long[])[s.Plan.StartTick, s.Plan.EndTick - (report.Plan.Timescale / Rate)]).Select(tick => tick * Rate / report.Plan.Timescale)
            .Concat(Enumerable.Range(0, 30).Select(_ => random.NextInt64(last))).ToArray();
        random.Shuffle(pictures);
        var wrong = new List<string>();
        foreach (var picture in pictures)
        {
            var tick = picture * report.Plan.Timescale / Rate;
            var segment = report.Segments.Last(s => s.Plan.StartTick <= tick).Plan;
            var source = (picture / (double)Rate) + segment.AskedStart.ToDouble() - segment.ProgramStart.ToDouble();
            var number = await window.Page.EvaluateAsync<int>(Jump, (picture + 0.5) / Rate);
            var (camera, frame) = (number >> BarCode.FrameBits, number & ((1 << BarCode.FrameBits) - 1));
            if (camera != segment.SourceIndex || Math.Abs(frame - (source * Rate)) > 0.501)
            {
                wrong.Add($"at picture {picture}: camera {camera}, frame {frame}; asked camera {segment.SourceIndex}, frame {source * Rate:0.0}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        // From the start to the end, at four times the speed, without a complaint.
        var played = await window.Page.EvaluateAsync<double>("""
            async () => {
              const video = document.querySelector('video');
              video.currentTime = 0;
              video.playbackRate = 4;
              const ended = new Promise((done, fail) => { video.onended = done; video.onerror = () => fail(new Error(video.error.message)); });
              await video.play();
              await ended;
              return video.currentTime;
            }
            """);
        Assert.InRange(played, 8.3, 8.5);
        window.HasNoComplaints();
    }
}
