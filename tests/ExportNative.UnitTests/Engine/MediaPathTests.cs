using System.IO.Abstractions.TestingHelpers;
using ExportNative.Contracts;
using ExportNative.Engine;
using ExportNative.Engine.Read;
using Xunit;

namespace ExportNative.UnitTests.Engine;

public class MediaPathTests
{
    private readonly MockFileSystem _files = new(new Dictionary<string, MockFileData>
    {
        ["/media/sources/cam1.mp4"] = new("1"),
        ["/media/cam1.mp4"] = new("2"),
        ["/media/cam2.mp4"] = new("3"),
        ["/media/day one/ä.mp4"] = new("4"),
        ["/mediated/cam3.mp4"] = new("5"),
        ["/vault/cam4.mp4"] = new("6"),
    });

    [Theory]
    [InlineData("cam1.mp4", "/media/sources/cam1.mp4")]
    [InlineData("cam2.mp4", "/media/cam2.mp4")]
    [InlineData("day one/ä.mp4", "/media/day one/ä.mp4")]
    [InlineData("./cam2.mp4", "/media/cam2.mp4")]
    [InlineData("/media/cam2.mp4", "/media/cam2.mp4")]
    [InlineData("/vault/cam4.mp4", "/vault/cam4.mp4")]
    public void A_source_is_found_in_the_media_folder_or_an_allowed_root(string asWritten, string expected)
    {
        var name = Paths("/vault").Source(3, asWritten);
        Assert.Equal((3, asWritten, expected), (name.Index, name.AsWritten, name.Path));
    }

    [Theory]
    [InlineData("/mediated/cam3.mp4")]
    [InlineData("/vault/cam4.mp4")]
    [InlineData("/etc/shadow")]
    [InlineData("../vault/cam4.mp4")]
    [InlineData("sources/../../vault/cam4.mp4")]
    [InlineData("..\\vault\\cam4.mp4")]
    [InlineData("cam1.mp4\0.txt")]
    [InlineData("")]
    public void A_source_outside_is_a_mistake_of_the_config(string asWritten) =>
        Assert.Equal(ExportErrorKind.ConfigInvalid, Assert.Throws<ExportException>(() => Paths().Source(0, asWritten)).Kind);

    [Theory]
    [InlineData("cam9.mp4")]
    [InlineData("/media/cam9.mp4")]
    [InlineData("sources")]
    public void A_source_that_is_not_there_is_missing(string asWritten)
    {
        var error = Assert.Throws<ExportException>(() => Paths().Source(0, asWritten));
        Assert.Equal((ExportErrorKind.SourceMissing, asWritten), (error.Kind, error.File));
    }

    [Fact]
    public void Links_are_followed_before_anything_is_compared()
    {
        _files.File.CreateSymbolicLink("/media/in.mp4", "/media/cam2.mp4");
        _files.File.CreateSymbolicLink("/media/out.mp4", "/vault/cam4.mp4");
        Assert.Equal("/media/cam2.mp4", Paths().Source(0, "in.mp4").Path);
        Assert.Equal(ExportErrorKind.ConfigInvalid, Assert.Throws<ExportException>(() => Paths().Source(0, "out.mp4")).Kind);
        Assert.Equal("/vault/cam4.mp4", Paths("/vault").Source(0, "out.mp4").Path);
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        _files.AddFile("/media/two.mp4", new MockFileData(""));
        _files.File.CreateSymbolicLink("/media/one.mp4", "/media/two.mp4");
        _files.File.Delete("/media/two.mp4");
        _files.File.CreateSymbolicLink("/media/two.mp4", "/media/one.mp4");
        Assert.Throws<ExportException>(() => Paths().Output(Request("one.mp4"), []));
    }

    [Theory]
    [InlineData("exports/a/output.mp4", "/media/exports/a/output.mp4")]
    [InlineData("output.mp4", "/media/output.mp4")]
    public void An_output_lies_in_the_media_folder(string asWritten, string expected) =>
        Assert.Equal(expected, Paths().Output(Request(asWritten), []));

    [Theory]
    [InlineData("../output.mp4")]
    [InlineData("/media/output.mp4")]
    [InlineData("/vault/output.mp4")]
    [InlineData("sources")]
    [InlineData("")]
    public void An_output_elsewhere_is_refused(string asWritten) =>
        Assert.Equal(ExportErrorKind.ConfigInvalid, Assert.Throws<ExportException>(() => Paths("/vault").Output(Request(asWritten), [])).Kind);

    [Fact]
    public void An_output_that_is_a_source_is_refused_also_behind_a_link()
    {
        _files.File.CreateSymbolicLink("/media/alias.mp4", "/media/cam2.mp4");
        var source = Paths().Source(0, "cam2.mp4");
        Assert.Throws<ExportException>(() => Paths().Output(Request("cam2.mp4"), [source]));
        Assert.Throws<ExportException>(() => Paths().Output(Request("alias.mp4"), [source]));
        Assert.Equal("/media/cam1.mp4", Paths().Output(Request("cam1.mp4"), [source]));
    }

    [Fact]
    public void An_output_named_by_the_caller_may_be_anywhere_but_on_a_source()
    {
        var source = Paths().Source(0, "cam2.mp4");
        Assert.Equal("/vault/result.mp4", Paths().Output(Request("ignored.mp4") with { OutputPath = "/vault/result.mp4" }, [source]));
        Assert.Throws<ExportException>(() => Paths().Output(Request("ignored.mp4") with { OutputPath = "/media/cam2.mp4" }, [source]));
    }

    private MediaPaths Paths(params string[] roots) => new(_files, new MediaFolders { Base = "/media", AllowedRoots = roots });

    private static ExportRequest Request(string output) => new()
    {
        Config = new ExportConfig(1, "a", "p", "n", DateTimeOffset.UnixEpoch, [], [], new OutputConfig(output)),
        Folders = new MediaFolders { Base = "/media" },
    };
}
