using Xunit;

namespace ExportNative.IntegrationTests.CommandLine;

public sealed class ExitCodeProcessTests(CameraFootage footage) : IClassFixture<CameraFootage>
{
    [Fact]
    public void Two_for_a_config_with_problems()
    {
        var config = footage.Config("bad");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"version\":1", "\"version\":7", StringComparison.Ordinal).Replace("\"endTime\":3.25", "\"endTime\":1e300", StringComparison.Ordinal));
        var (code, output, error) = Product.Run("export", config, "--media", footage.Media);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"error: {config}: the config has 3 problems:\n", error, StringComparison.Ordinal);
        Assert.Contains("$.version: version 7 is not supported", error, StringComparison.Ordinal);
        Assert.Contains("$.segments[0].endTime: found 1e300", error, StringComparison.Ordinal);
        AssertNothingAt("bad");
    }

    [Fact]
    public void Two_for_a_range_that_the_source_does_not_have()
    {
        var config = footage.Config("beyond");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"endTime\":9.25", "\"endTime\":14", StringComparison.Ordinal));
        var (code, _, error) = Product.Run("export", config, "--media", footage.Media);
        Assert.Equal(2, code);
        Assert.Contains("cam1.mp4", error, StringComparison.Ordinal);
        AssertNothingAt("beyond");
    }

    [Fact]
    public void Two_for_an_output_that_is_a_source()
    {
        var source = footage.PathTo("sources/cam1.mp4");
        var before = File.ReadAllBytes(source);
        Assert.Equal(2, Product.Run("export", footage.Config("over"), "--media", footage.Media, "--output", source).ExitCode);
        Assert.Equal(before, File.ReadAllBytes(source));
    }

    [Fact]
    public void Three_for_a_source_that_is_missing()
    {
        var (code, _, error) = Product.Run("export", footage.Config("missing", 4, "cam1.mp4", "nowhere.mp4"), "--media", footage.Media);
        Assert.Equal(3, code);
        Assert.StartsWith("error: nowhere.mp4: ", error, StringComparison.Ordinal);
        AssertNothingAt("missing");
    }

    [Theory]
    [InlineData("empty", "")]
    [InlineData("text", "This is no film.")]
    public void Three_for_a_source_that_is_no_footage(string name, string content)
    {
        File.WriteAllText(footage.PathTo($"sources/{name}.mp4"), content);
        var (code, _, error) = Product.Run("export", footage.Config(name, 4, "cam1.mp4", $"{name}.mp4"), "--media", footage.Media);
        Assert.Equal(3, code);
        Assert.StartsWith($"error: {name}.mp4: ", error, StringComparison.Ordinal);
        AssertNothingAt(name);
    }

    [Fact]
    public void Two_for_an_absolute_path_outside_the_allowed_folders()
    {
        var outside = Directory.CreateTempSubdirectory("exportnative-outside-");
        try
        {
            var camera = Path.Combine(outside.FullName, "cam.mp4");
            File.Copy(footage.PathTo("sources/cam2.mp4"), camera);
            var config = footage.Config("outside", 4, "cam1.mp4", camera);
            Assert.Equal(2, Product.Run("export", config, "--media", footage.Media).ExitCode);
            Assert.Equal(0, Product.Run("export", config, "--media", footage.Media, "--allow", outside.FullName).ExitCode);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public void Four_for_sources_that_cannot_be_joined_by_copying()
    {
        var (code, _, error) = Product.Run("export", footage.Config("differ", 4, "cam1.mp4", "small.mp4"), "--media", footage.Media);
        Assert.Equal(4, code);
        Assert.Contains("small.mp4", error, StringComparison.Ordinal);
        Assert.Contains("160x90", error, StringComparison.Ordinal);
        AssertNothingAt("differ");
    }

    [Fact]
    public void Five_for_a_place_that_cannot_be_written_to()
    {
        var (code, _, error) = Product.Run("export", footage.Config("place"), "--media", footage.Media, "--output", "/proc/exportnative.mp4");
        Assert.Equal(5, code);
        Assert.StartsWith("error: /proc/exportnative.mp4: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Seven_when_ffmpegs_libraries_are_not_there()
    {
        var nothing = Directory.CreateTempSubdirectory("exportnative-nothing-");
        try
        {
            var (code, _, error) = Product.RunWith("", ("EXPORTNATIVE_FFMPEG_PATH", nothing.FullName), "export", footage.Config("bare"), "--media", footage.Media);
            Assert.Equal(7, code);
            Assert.Contains("apt-get install", error, StringComparison.Ordinal);
        }
        finally
        {
            nothing.Delete();
        }
    }

    private void AssertNothingAt(string id)
    {
        var folder = footage.PathTo($"exports/{id}");
        Assert.True(!Directory.Exists(folder) || Directory.GetFileSystemEntries(folder).Length == 0, $"something was left in {folder}");
    }
}
