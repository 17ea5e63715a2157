using System.Text.Json;
using ExportNative.Contracts;
using Xunit;

namespace ExportNative.UnitTests.Contracts;

public class ExportErrorTests
{
    [Theory]
    [InlineData(ExportErrorKind.ConfigInvalid, "configInvalid", 2)]
    [InlineData(ExportErrorKind.RangeNotInSource, "rangeNotInSource", 2)]
    [InlineData(ExportErrorKind.SourceMissing, "sourceMissing", 3)]
    [InlineData(ExportErrorKind.SourceUnreadable, "sourceUnreadable", 3)]
    [InlineData(ExportErrorKind.ReadFailed, "readFailed", 3)]
    [InlineData(ExportErrorKind.NotCopyable, "notCopyable", 4)]
    [InlineData(ExportErrorKind.DiskFull, "diskFull", 5)]
    [InlineData(ExportErrorKind.WriteFailed, "writeFailed", 5)]
    [InlineData(ExportErrorKind.Stalled, "stalled", 6)]
    [InlineData(ExportErrorKind.LibrariesMissing, "librariesMissing", 7)]
    [InlineData(ExportErrorKind.Internal, "internal", 70)]
    [InlineData(ExportErrorKind.Cancelled, "cancelled", 130)]
    public void A_kind_has_one_word_and_one_exit_code(ExportErrorKind kind, string name, int exitCode)
    {
        Assert.Equal((name, exitCode), (kind.Name(), kind.ExitCode()));
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(kind, ContractsJson.Default.Options));
    }

    [Fact]
    public void Every_kind_is_in_the_table()
        => Assert.All(Enum.GetValues<ExportErrorKind>(), kind => Assert.NotEqual(ExportErrorKinds.SuccessExitCode, kind.ExitCode()));

    [Theory]
    [InlineData("cam2.mp4", 3, "cam2.mp4, segment 3: The file ends early. Copy it again.")]
    [InlineData("cam2.mp4", null, "cam2.mp4: The file ends early. Copy it again.")]
    [InlineData(null, 3, "segment 3: The file ends early. Copy it again.")]
    [InlineData(null, null, "The file ends early. Copy it again.")]
    public void An_error_says_file_segment_what_and_what_to_do(string? file, int? segment, string description)
        => Assert.Equal(description, new ExportException(ExportErrorKind.ReadFailed, ExportStage.Read, file, segment, "The file ends early.", "Copy it again.").Description);

    [Fact]
    public void A_status_is_written_as_editors_read_it()
    {
        Assert.Equal(
            """{"jobId":"a","status":"processing","progress":0.25}""",
            JsonSerializer.Serialize(new ExportStatus("a", ExportState.Processing, 0.25), ContractsJson.Default.ExportStatus));
        Assert.Equal(
            """{"jobId":"a","status":"completed","progress":1,"downloadUrl":"/api/export/a/download"}""",
            JsonSerializer.Serialize(new ExportStatus("a", ExportState.Completed, 1, DownloadUrl: "/api/export/a/download"), ContractsJson.Default.ExportStatus));
    }
}
