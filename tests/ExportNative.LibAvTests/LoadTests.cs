using System.Diagnostics;

namespace ExportNative.LibAvTests;

public sealed class LoadTests
{
    [Fact]
    public void The_loaded_version_is_told()
    {
        var versions = FFmpeg.Load();
        Assert.Same(versions, FFmpeg.Load());
        Assert.Contains(Layout.Majors, m => versions.AvFormat.StartsWith($"{m}.", StringComparison.Ordinal));
        Assert.NotEmpty(versions.Release);
        Assert.NotEmpty(Directory.GetFiles(versions.Directory, "libavformat.so.*"));
        Assert.Equal(3, versions.AvCodec.Split('.').Length);
        Assert.Equal(3, versions.AvUtil.Split('.').Length);
    }

    [Fact]
    public void A_directory_without_the_libraries_is_refused_with_what_was_looked_for_and_what_to_install()
    {
        var folder = Directory.CreateTempSubdirectory("exportnative-none-");
        var error = Assert.Throws<FFmpegNotFoundException>(() => FFmpegLibraries.Load(folder.FullName));
        foreach (var part in (string[])["libavformat.so.59", "libavformat.so.60", "libavformat.so.61", "libavformat.so.63", folder.FullName, "EXPORTNATIVE_FFMPEG_PATH", "apt-get install ffmpeg", "libavformat59"])
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        folder.Delete();
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_named()
    {
        var error = Assert.Throws<FFmpegNotFoundException>(() => FFmpegLibraries.Load("/no/such/place"));
        Assert.Contains("'/no/such/place', which does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_without_a_table_is_refused_by_name()
    {
        var folder = Directory.CreateTempSubdirectory("exportnative-62-");
        File.WriteAllText(Path.Combine(folder.FullName, "libavformat.so.62"), "");
        var error = Assert.Throws<FFmpegNotFoundException>(() => FFmpegLibraries.Load(folder.FullName));
        Assert.Contains("libavformat.so.62, a version this build does not support", error.Message, StringComparison.Ordinal);
        Assert.Contains("Supported are FFmpeg 5.1, 6, 7 and 9", error.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(59, 24, 59u << 16 | 18 << 8 | 100, "libavcodec.so.59 is version 59.18.100, at least 59.24 is needed")]
    [InlineData(61, 0, 59u << 16 | 37 << 8, "libavcodec.so.61 is version 59.37.0, at least 61.0 is needed")]
    [InlineData(59, 24, 59u << 16 | 37 << 8 | 100, null)]
    public void A_version_whose_fields_are_not_there_yet_is_refused(int major, int oldestMinor, uint version, string? refusal) =>
        Assert.Equal(refusal, FFmpegLibraries.TooOld(major, oldestMinor, version));

    [Fact]
    public void A_file_that_is_no_library_is_refused_and_named()
    {
        var folder = Directory.CreateTempSubdirectory("exportnative-bad-");
        File.WriteAllText(Path.Combine(folder.FullName, "libavutil.so.59"), "no ELF");
        var error = Assert.Throws<FFmpegNotFoundException>(() => FFmpegLibraries.Load(folder.FullName));
        Assert.Contains("Present but unusable: libavutil.so.59", error.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void The_directory_named_by_the_environment_is_used()
    {
        // A process of its own, because the libraries of a process are loaded once.
        var folder = Directory.CreateTempSubdirectory("exportnative-own-");
        foreach (var file in Directory.GetFiles(FFmpeg.Load().Directory))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("libav", StringComparison.Ordinal) || name.StartsWith("libswresample", StringComparison.Ordinal))
                File.CreateSymbolicLink(Path.Combine(folder.FullName, name), file);
        }
        var libraries = Directory.GetFiles(folder.FullName, "libavformat.so.*");
        Assert.NotEmpty(libraries);

        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", Child(folder.FullName, nameof(The_loaded_version_is_told)), StringComparison.Ordinal);
        foreach (var library in libraries) File.Delete(library);
        Assert.Contains(folder.FullName, Child(folder.FullName, nameof(The_loaded_version_is_told)), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static string Child(string directory, string method)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(LoadTests).FullName}.{method}");
        start.Environment["EXPORTNATIVE_FFMPEG_PATH"] = directory;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000));
        return output;
    }
}
