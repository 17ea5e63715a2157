using System.IO.Abstractions.TestingHelpers;
using System.Text;
using ExportNative.Contracts;
using ExportNative.Service.Library;
using ExportNative.Service.Settings;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The rules of folders and files, on a file system that only exists in memory.</summary>
public sealed class FolderTests
{
    private static readonly ServiceSettings Settings = new() { MediaBasePath = "/media" };

    [Fact]
    public void Preparing_keeps_the_config_and_removes_what_an_earlier_export_left()
    {
        var files = new MockFileSystem(new Dictionary<string, MockFileData> { ["/media/exports/a/output.mp4"] = "old", ["/media/exports/a/report.json"] = "old" });

        new JobFolders(files, Settings).Prepare("a", "{}"u8.ToArray(), "exports/a/output.mp4");

        Assert.Equal(["/media/exports/a/config.json"], files.AllFiles);
        Assert.Equal("{}", files.File.ReadAllText("/media/exports/a/config.json"));
    }

    [Fact]
    public void Removing_takes_the_exports_own_folder_and_nothing_else()
    {
        var files = new MockFileSystem(new Dictionary<string, MockFileData> { ["/media/exports/a/output.mp4"] = "a", ["/media/exports/ab/output.mp4"] = "b", ["/media/sources/a"] = "c" });
        var folders = new JobFolders(files, Settings);

        folders.Remove("a");
        folders.Remove("not there");

        Assert.Equal(["/media/exports/ab/output.mp4", "/media/sources/a"], files.AllFiles.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_crashed_run_left_is_removed_and_finished_files_stay()
    {
        var files = new MockFileSystem(new Dictionary<string, MockFileData> { ["/media/exports/a/.output.mp4.0123.part"] = "x", ["/media/exports/a/output.mp4"] = "y", ["/media/exports/a/config.json"] = "{}" });

        Assert.Equal(1, new JobFolders(files, Settings).RemoveLeftovers("a"));

        Assert.Equal(["/media/exports/a/config.json", "/media/exports/a/output.mp4"], files.AllFiles.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("exports/a/output.mp4", null)]
    [InlineData("exports/a/deep/er.webm", null)]
    [InlineData("exports/b/output.mp4", "outside")]
    [InlineData("exports/ab/output.mp4", "outside")]
    [InlineData("sources/cam1.mp4", "outside")]
    [InlineData("exports/a/config.json", "file of the service")]
    [InlineData("exports/a/report.json", "file of the service")]
    public void An_output_lies_in_the_exports_own_folder(string path, string? problem)
    {
        var config = ExportConfigReader.Read(Encoding.UTF8.GetBytes(Configs.Make("a").ToJsonString())).Require();
        var found = new JobFolders(new MockFileSystem(), Settings).OutputProblem(config with { Output = config.Output with { FilePath = path } });

        if (problem is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.Contains(problem, found!.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_upload_is_invisible_until_it_is_whole()
    {
        var files = new MockFileSystem();
        var library = new SourceLibrary(files, Settings);

        var half = await library.Receive("a.mp4", 0, 4, null, new MemoryStream("ab"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.Empty(library.List());
        Assert.Equal(2, library.Upload("a.mp4")!.Received);
        var wrong = await library.Receive("a.mp4", 1, 4, null, new MemoryStream("x"u8.ToArray()), TestContext.Current.CancellationToken);
        var whole = await library.Receive("a.mp4", 2, 4, null, new MemoryStream("cd"u8.ToArray()), TestContext.Current.CancellationToken);

        Assert.False(half!.Complete);
        Assert.Null(wrong);
        Assert.True(whole!.Complete);
        Assert.Equal("abcd", files.File.ReadAllText("/media/sources/a.mp4"));
        Assert.Null(library.Upload("a.mp4"));
    }

    [Fact]
    public async Task A_fingerprint_belongs_to_its_upload_and_goes_with_it()
    {
        var files = new MockFileSystem();
        var library = new SourceLibrary(files, Settings);

        await library.Receive("a.mp4", 0, 4, "one", new MemoryStream("ab"u8.ToArray()), TestContext.Current.CancellationToken);
        var other = await library.Receive("a.mp4", 2, 4, "two", new MemoryStream("cd"u8.ToArray()), TestContext.Current.CancellationToken);
        var during = library.Upload("a.mp4")!.Fingerprint;
        files.File.SetLastWriteTimeUtc("/media/.uploads/a.mp4.fingerprint", DateTime.UnixEpoch);
        var removed = library.RemoveUnfinished(DateTimeOffset.UtcNow.AddDays(-1));
        await library.Receive("a.mp4", 2, 4, "one", new MemoryStream("cd"u8.ToArray()), TestContext.Current.CancellationToken);

        Assert.Null(other);
        Assert.Equal("one", during);
        Assert.Equal(0, removed);
        Assert.Equal(["/media/sources/a.mp4"], files.AllFiles);
    }

    [Fact]
    public async Task More_bytes_than_were_announced_are_refused()
    {
        var library = new SourceLibrary(new MockFileSystem(), Settings);

        await Assert.ThrowsAsync<InvalidDataException>(
            () => library.Receive("a.mp4", 0, 2, null, new MemoryStream("abc"u8.ToArray()), TestContext.Current.CancellationToken));

        Assert.Empty(library.List());
    }

    [Fact]
    public void Only_uploads_that_rest_for_long_are_removed()
    {
        var now = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var files = new MockFileSystem(new Dictionary<string, MockFileData>
        {
            ["/media/.uploads/old.part"] = new("x") { LastWriteTime = now.AddDays(-2) },
            ["/media/.uploads/new.part"] = new("x") { LastWriteTime = now.AddHours(-1) },
        });

        Assert.Equal(1, new SourceLibrary(files, Settings).RemoveUnfinished(now.AddDays(-1)));

        Assert.Equal(["/media/.uploads/new.part"], files.AllFiles);
    }

    [Theory]
    [InlineData("cam1.mp4", true)]
    [InlineData("Kamera Ä 3.mp4", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a%2Fb", false)]
    [InlineData("a\nb", false)]
    public void A_sources_name_is_a_plain_file_name(string name, bool valid) => Assert.Equal(valid, SourceNames.IsValid(name));
}
