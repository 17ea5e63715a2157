using System.Runtime.InteropServices;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Testing;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>The picture of a sound is what the ffmpeg command line decodes, of every container and sample format.</summary>
public sealed class PeaksTests
{
    // Louder and softer twice a second, in two channels of different loudness.
    private const string Sound = "aevalsrc='0.7*abs(sin(PI*t))*sin(2*PI*300*t)|0.2*sin(2*PI*500*t)':s=48000:d=5.3";
    private const int Tolerance = 4;

    [Theory]
    [InlineData("a.wav", "pcm_s16le")]
    [InlineData("a.wav", "pcm_u8")]
    [InlineData("a.wav", "pcm_s32le")]
    [InlineData("a.wav", "pcm_f32le")]
    [InlineData("a.wav", "pcm_f64le")]
    [InlineData("a.flac", "flac")]
    [InlineData("a.mp3", "mp3")]
    [InlineData("a.m4a", "aac")]
    [InlineData("a.ts", "aac")]
    [InlineData("a.mkv", "libopus")]
    public void Peaks_are_those_of_the_decoded_sound(string name, string codec)
    {
        using var media = new MediaFolder();
        var path = media.PathTo(name);
        Tool.Run("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", Sound, "-c:a", codec, "-strict", "-2", path);

        var sound = MediaFolder.Engine.Peaks(path, TestContext.Current.CancellationToken)!;

        Assert.Equal((48_000, 960), (sound.SampleRate, sound.SamplesPerPeak));
        var expected = Decoded(path, 2).Chunk(960 * 2).Select(samples => Math.Min(255, samples.Max(Math.Abs) * 255)).ToArray();
        Assert.InRange(sound.Peaks.Length, 262, 270);
        for (var i = 1; i < Math.Min(expected.Length, sound.Peaks.Length) - 3; i++)
        {
            // Containers round times, so that a sample may fall into the interval beside.
            var near = expected[(i - 1)..(i + 2)];
            Assert.True(sound.Peaks[i] > near.Min() - Tolerance && sound.Peaks[i] < near.Max() + Tolerance, $"{i}: {sound.Peaks[i]}, expected about {expected[i]}");
        }
    }

    [Fact]
    public void Of_hours_a_part_is_decoded_and_no_peak_is_missed()
    {
        using var media = new MediaFolder();
        var path = media.PathTo("long.flac");
        const int seconds = 3 * 7_200;
        Tool.Run("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", $"sine=frequency=500:sample_rate=8000:duration={seconds}", "-compression_level", "0", path);

        var sound = MediaFolder.Engine.Peaks(path, TestContext.Current.CancellationToken)!;

        Assert.InRange(sound.Peaks.Length, 10_000, 20_000);
        Assert.Equal(seconds, (double)sound.Peaks.Length * sound.SamplesPerPeak / sound.SampleRate, 2.0);
        Assert.All(sound.Peaks[..^1], peak => Assert.InRange(peak, 31, 33));
    }

    [Fact]
    public void A_file_that_breaks_off_is_shown_as_far_as_it_goes()
    {
        using var media = new MediaFolder();
        var whole = media.PathTo("whole.ts");
        Tool.Run("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", Sound, "-c:a", "aac", whole);
        var bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(media.PathTo("half.ts"), bytes[..(bytes.Length / 2)]);

        var sound = MediaFolder.Engine.Peaks(media.PathTo("half.ts"), TestContext.Current.CancellationToken)!;

        Assert.InRange(sound.Peaks.Length, 100, 200);
    }

    [Fact]
    public void Damaged_sound_never_ends_in_anything_but_peaks_or_an_error()
    {
        using var media = new MediaFolder();
        var whole = media.PathTo("whole.m4a");
        Tool.Run("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", Sound, "-c:a", "aac", whole);
        var bytes = File.ReadAllBytes(whole);
        var random = new Random(7);
        for (var round = 0; round < 150; round++)
        {
            var damaged = bytes.ToArray();
            for (var i = random.Next(1, 200); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(media.PathTo("damaged.m4a"), damaged);
            SoundPeaksData? sound = null;
            var error = Record.Exception(() => sound = MediaFolder.Engine.Peaks(media.PathTo("damaged.m4a"), TestContext.Current.CancellationToken));
            Assert.True(error is null or ExportException { Kind: ExportErrorKind.SourceUnreadable }, $"round {round}: {error}");
            Assert.True(sound is null || sound.Peaks.Length <= 20_000);
        }
    }

    [Fact]
    public void A_file_without_sound_has_none_and_a_missing_one_is_missing()
    {
        using var media = new MediaFolder();
        Tool.Run("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "color=size=64x64:duration=1", media.PathTo("mute.mp4"));

        Assert.Null(MediaFolder.Engine.Peaks(media.PathTo("mute.mp4"), TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.SourceMissing, Assert.Throws<ExportException>(() => MediaFolder.Engine.Peaks(media.PathTo("none.mp4"), TestContext.Current.CancellationToken)).Kind);
    }

    private static float[] Decoded(string path, int channels)
        => MemoryMarshal.Cast<byte, float>(Tool.Run("ffmpeg", "-v", "error", "-nostdin", "-i", path, "-f", "f32le", "-ac", $"{channels}", "-").Output).ToArray();
}
