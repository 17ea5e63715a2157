using System.Text.Json;
using Xunit;

namespace ExportNative.UnitTests.Contracts;

public class ConfigPathTests
{
    [Theory]
    [InlineData("cam1.mp4")]
    [InlineData("Interview – Ännä (2).MOV")]
    [InlineData("day 1/card A/C0001.MP4")]
    [InlineData("./cam1.mp4")]
    [InlineData("...mp4")]
    [InlineData("take 1: wide.mp4")]
    [InlineData("Smith, John.mp4")]
    [InlineData("100%.mp4")]
    public void A_file_below_the_media_folder_is_fine_for_source_and_output(string path)
    {
        Assert.Empty(Errors("sources[0].filePath", path));
        Assert.Empty(Errors("output.filePath", path));
    }

    [Fact]
    public void An_absolute_path_is_left_to_the_allowed_roots_for_a_source_and_refused_for_the_output()
    {
        Assert.Empty(Errors("sources[0].filePath", "/mnt/footage/cam1.mp4"));
        Assert.Contains("'..' component", Assert.Single(Errors("sources[0].filePath", "/mnt/footage/../../etc/shadow")), StringComparison.Ordinal);
        Assert.Equal("\"/tmp/output.mp4\" is absolute", Assert.Single(Errors("output.filePath", "/tmp/output.mp4")));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("..", "'..' component")]
    [InlineData("../cam1.mp4", "'..' component")]
    [InlineData("a/../../cam1.mp4", "'..' component")]
    [InlineData("a\\..\\cam1.mp4", "'..' component")]
    [InlineData("cam1.mp4/..", "'..' component")]
    [InlineData("cam1.mp4\0.txt", "control character")]
    [InlineData("cam\n1.mp4", "control character")]
    [InlineData("//server/share/cam1.mp4", "network path")]
    [InlineData("\\\\server\\share\\cam1.mp4", "network path")]
    [InlineData("\\cam1.mp4", "absolute")]
    [InlineData("C:\\cam1.mp4", "protocol or a drive")]
    [InlineData("c:cam1.mp4", "protocol or a drive")]
    [InlineData("concat:a.ts|b.ts", "protocol or a drive")]
    [InlineData("http://example.org/cam1.mp4", "protocol or a drive")]
    [InlineData("file:cam1.mp4", "protocol or a drive")]
    [InlineData("subfile,,start,0,end,9,,:cam1.mp4", "protocol or a drive")]
    [InlineData("folder/", "names a folder")]
    [InlineData(".", "names a folder")]
    [InlineData("folder/.", "names a folder")]
    public void A_path_that_leads_elsewhere_is_refused_for_source_and_output(string path, string problem)
    {
        Assert.Contains(problem, Assert.Single(Errors("sources[0].filePath", path)), StringComparison.Ordinal);
        Assert.Contains(problem, Assert.Single(Errors("output.filePath", path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_no_file_system_holds_is_refused()
    {
        Assert.Contains("too long", Assert.Single(Errors("sources[0].filePath", new string('é', 128) + ".mp4")), StringComparison.Ordinal);
        Assert.Contains("too long", Assert.Single(Errors("sources[0].filePath", string.Concat(Enumerable.Repeat("folder/", 600)) + "a.mp4")), StringComparison.Ordinal);
    }

    private static string[] Errors(string field, string path)
        => [.. ConfigText.Read(ConfigText.With(field, JsonSerializer.Serialize(path))).Errors.Select(error => error.Problem)];
}
