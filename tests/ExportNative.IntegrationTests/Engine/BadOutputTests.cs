using ExportNative.Contracts;
using ExportNative.Testing;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Outputs that cannot be written, and edits that ask for what is not there.</summary>
public sealed class BadOutputTests(FootageShelf shelf)
{
    private static readonly Camera Small = new() { Seconds = 8, Gop = 30 };

    [Fact]
    public void A_full_disk_is_said_to_be_full()
    {
        using var media = new MediaFolder(shelf.Folder);
        using var disk = new SmallDisk(media.PathTo("exports"));
        var config = MediaFolder.Simple([shelf.Path(Small)], length: "8");
        Assert.True(new FileInfo(shelf.Path(Small)).Length > 300_000, "the footage has to be larger than the disk");
        var error = media.Refusal(ExportErrorKind.DiskFull, config);
        Assert.Contains("output.mp4", error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var media = new MediaFolder(shelf.Folder);
        File.WriteAllText(media.PathTo("exports"), "a file where the folder should be");
        var error = media.Refusal(ExportErrorKind.WriteFailed, MediaFolder.Simple([shelf.Path(Small)]));
        Assert.Contains("output.mp4", error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_a_source_is_refused()
    {
        using var media = new MediaFolder();
        var source = media.Copy(shelf.Path(Small), "cam.mp4");
        var before = File.ReadAllBytes(source);
        var error = Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(media.Request(MediaFolder.Simple(["cam.mp4"], "cam.mp4")), null, TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.ConfigInvalid, error.Kind);
        Assert.Contains("cam.mp4", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(source));
    }

    [Fact]
    public void An_output_that_is_a_link_to_a_source_is_refused()
    {
        using var media = new MediaFolder();
        var source = media.Copy(shelf.Path(Small), "cam.mp4");
        var before = File.ReadAllBytes(source);
        File.CreateSymbolicLink(media.PathTo("out.mp4"), source);
        var error = Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(media.Request(MediaFolder.Simple(["cam.mp4"], "out.mp4")), null, TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.ConfigInvalid, error.Kind);
        Assert.Equal(before, File.ReadAllBytes(source));
    }

    [Fact]
    public void An_output_that_is_another_name_of_a_sources_file_leaves_the_source_whole()
    {
        using var media = new MediaFolder();
        var source = media.Copy(shelf.Path(Small), "cam.mp4");
        var before = File.ReadAllBytes(source);
        Tool.Run("ln", source, media.PathTo("out.mp4"));
        try
        {
            MediaFolder.Engine.Export(media.Request(MediaFolder.Simple(["cam.mp4"], "out.mp4")), null, TestContext.Current.CancellationToken);
        }
        catch (ExportException error)
        {
            Assert.Equal(ExportErrorKind.ConfigInvalid, error.Kind);
        }

        // Publishing renames, so even where the export goes through the footage itself is untouched.
        Assert.Equal(before, File.ReadAllBytes(source));
    }

    [Theory]
    [InlineData("7", "9", "$.segments[0].endTime")]
    [InlineData("20", "24", "$.segments[0].endTime")]
    public void A_range_beyond_its_source_is_refused(string start, string end, string path)
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Edits.Config([shelf.Path(Small)], [Edits.Segment(0, start, end)]);
        var error = media.Refusal(ExportErrorKind.RangeNotInSource, config);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(shelf.Path(Small)), error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void All_ranges_beyond_their_sources_are_told_at_once()
    {
        using var media = new MediaFolder(shelf.Folder);
        var config = Edits.Config([shelf.Path(Small)], [Edits.Segment(0, "1", "90"), Edits.Segment(0, "1", "3"), Edits.Segment(0, "50", "60")]);
        var error = media.Refusal(ExportErrorKind.RangeNotInSource, config);
        Assert.Contains("$.segments[0]", error.Message, StringComparison.Ordinal);
        Assert.Contains("$.segments[2]", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("$.segments[1]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../cam.mp4")]
    [InlineData("a/../../cam.mp4")]
    [InlineData("/etc/hostname")]
    [InlineData("cam\0.mp4")]
    public void A_source_path_that_leaves_the_media_folder_is_refused(string path)
    {
        using var media = new MediaFolder();
        media.Refusal(ExportErrorKind.ConfigInvalid, MediaFolder.Simple([path]));
    }

    [Theory]
    [InlineData("../output.mp4")]
    [InlineData("/tmp/exportnative-never.mp4")]
    [InlineData("exports/\0/output.mp4")]
    public void An_output_path_that_leaves_the_media_folder_is_refused(string path)
    {
        using var media = new MediaFolder(shelf.Folder);
        var error = Assert.Throws<ExportException>(() => MediaFolder.Engine.Export(media.Request(MediaFolder.Simple([shelf.Path(Small)], path)), null, TestContext.Current.CancellationToken));
        Assert.Equal(ExportErrorKind.ConfigInvalid, error.Kind);
        Assert.Contains("$.output.filePath", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(media.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_that_leads_out_of_the_media_folder_is_refused(bool isSource)
    {
        using var outside = new MediaFolder();
        using var media = new MediaFolder();
        var camera = outside.Copy(shelf.Path(Small), "cam.mp4");
        if (isSource)
        {
            File.CreateSymbolicLink(media.PathTo("cam.mp4"), camera);
            media.Refusal(ExportErrorKind.ConfigInvalid, MediaFolder.Simple(["cam.mp4"]));
        }
        else
        {
            media.Copy(camera, "cam.mp4");
            Directory.CreateSymbolicLink(media.PathTo("exports"), outside.Path);
            media.Refusal(ExportErrorKind.ConfigInvalid, MediaFolder.Simple(["cam.mp4"]));
            Assert.Equal([camera], Directory.EnumerateFileSystemEntries(outside.Path));
        }
    }

    [Theory]
    [InlineData("\"startTime\":5,\"endTime\":3", "endTime")]
    [InlineData("\"startTime\":3,\"endTime\":3", "endTime")]
    [InlineData("\"startTime\":-1,\"endTime\":3", "startTime")]
    [InlineData("\"startTime\":0,\"endTime\":1e300", "endTime")]
    [InlineData("\"startTime\":0,\"endTime\":NaN", "$")]
    [InlineData("\"startTime\":0,\"endTime\":\"NaN\"", "endTime")]
    [InlineData("\"startTime\":0,\"endTime\":1,\"sourceIndex\":7", "sourceIndex")]
    public void A_config_that_makes_no_sense_is_refused_before_anything_is_opened(string segment, string where)
    {
        var index = segment.Contains("sourceIndex", StringComparison.Ordinal) ? "" : "\"sourceIndex\":0,";
        var text = $$"""
            { "version":1,"id":"a","projectId":"p","projectName":"n","createdAt":"2026-01-01T00:00:00Z",
              "sources":[{"id":"0","name":"","filePath":"cam.mp4"}],"segments":[{ {{index}}{{segment}} }],"output":{"filePath":"exports/a/output.mp4"} }
            """;
        var result = ExportConfigReader.Read(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Null(result.Config);
        Assert.Contains(result.Errors, problem => problem.Path.Contains(where, StringComparison.Ordinal));
    }
}
