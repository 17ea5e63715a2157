using System.Buffers.Binary;
using CsCheck;
using ExportNative.Engine.Read.Bitstream;
using ExportNative.LibAv;
using ExportNative.Testing;
using Xunit;

namespace ExportNative.UnitTests.Engine;

/// <summary>Parameter sets, compared with what the ffmpeg command line writes for the same stream.</summary>
public sealed class ParameterSetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("exportnative-sets-");

    public ParameterSetTests() => FFmpeg.Load();

    [Theory]
    [InlineData("libx264", "avcC", "-profile:v high")]
    [InlineData("libx264", "avcC", "-profile:v main")]
    [InlineData("libx264", "avcC", "-profile:v baseline")]
    [InlineData("libx264", "avcC", "-pix_fmt yuv422p10le")]
    [InlineData("libx265", "hvcC", "-x265-params log-level=error")]
    [InlineData("libx265", "hvcC", "-pix_fmt yuv420p10le -x265-params log-level=error")]
    public void A_record_made_from_start_codes_is_what_libavformat_makes(string encoder, string box, string options)
    {
        var mp4 = Encode(encoder, options);
        var wanted = Box(mp4, box);
        var codec = encoder == "libx264" ? CodecIds.H264 : CodecIds.Hevc;
        var direct = ParameterSets.Read(codec, wanted);
        Assert.True(direct.Count >= 2);
        Assert.Equal(new NalFormat(4), direct.Format);
        Assert.Equal(wanted, direct.ConfigurationRecord());

        // The same sets as a transport stream has them.
        var annexB = AnnexB(direct.InBand(new NalFormat(4)));
        var fromStartCodes = ParameterSets.Read(codec, annexB);
        Assert.True(fromStartCodes.Format.IsAnnexB);
        Assert.True(fromStartCodes.Matches(direct));
        var made = fromStartCodes.ConfigurationRecord();
        Assert.True(ParameterSets.Read(codec, made).Matches(direct));
        if (codec == CodecIds.H264)
        {
            Assert.Equal(Convert.ToHexString(wanted), Convert.ToHexString(made));
        }
        else
        {
            // Profile to level, chroma and depths. libavformat adds what it found in optional parts, and SEI as a fourth array.
            Assert.Equal(Convert.ToHexString(wanted.AsSpan(0, 13)), Convert.ToHexString(made.AsSpan(0, 13)));
            Assert.Equal(Convert.ToHexString(wanted.AsSpan(16, 3)), Convert.ToHexString(made.AsSpan(16, 3)));
            Assert.Equal(3, made[22]);
        }
    }

    [Fact]
    public void Sets_match_byte_for_byte_only()
    {
        var high = ParameterSets.Read(CodecIds.H264, Box(Encode("libx264", "-profile:v high"), "avcC"));
        var main = ParameterSets.Read(CodecIds.H264, Box(Encode("libx264", "-profile:v main"), "avcC"));
        Assert.True(high.Matches(high));
        Assert.False(high.Matches(main));
        Assert.False(main.Matches(high));
    }

    [Fact]
    public void Any_extradata_is_read_without_an_exception() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Bool, Gen.Bool).Sample((bytes, isHevc, isRecord) =>
        {
            if (isRecord && bytes.Length > 0)
            {
                bytes[0] = 1;
            }

            return ParameterSets.Read(isHevc ? CodecIds.Hevc : CodecIds.H264, bytes).Count >= 0;
        });

    [Fact]
    public void Sets_are_put_in_band_behind_lengths_of_the_outputs_size()
    {
        var sets = ParameterSets.Read(CodecIds.H264, [0, 0, 1, 0x67, 1, 2, 3, 0, 0, 1, 0x68, 9]);
        Assert.Equal([0, 4, 0x67, 1, 2, 3, 0, 2, 0x68, 9], sets.InBand(new NalFormat(2)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Encode(string encoder, string options)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.mp4");
        Tool.Run("ffmpeg", ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=192x108:rate=25:duration=0.4", "-c:v", encoder, "-pix_fmt", "yuv420p", "-preset", "veryfast", .. options.Split(' '), path]);
        return path;
    }

    private static byte[] Box(string path, string type)
    {
        var file = File.ReadAllBytes(path);
        var at = file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type));
        return file[(at + 4)..(at - 4 + (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at - 4)))];
    }

    private static byte[] AnnexB(byte[] prefixed)
    {
        var bytes = new List<byte>();
        var reader = new NalReader(prefixed, new NalFormat(4));
        while (reader.Read())
        {
            bytes.AddRange([0, 0, 0, 1, .. reader.Current]);
        }

        return [.. bytes];
    }
}
