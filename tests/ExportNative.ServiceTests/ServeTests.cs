using System.Diagnostics;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The <c>serve</c> command as a process: settings, and what the other commands do not pay for.</summary>
public sealed class ServeTests
{
    [Fact]
    public void Wrong_settings_end_the_program_with_2_and_are_all_named()
    {
        var (code, error) = Run(("ExportNative__Jobs__Concurrency", "1000"), "serve", "--urls", "http://0.0.0.0:0", "--set", "ExportNative:Webhooks:Secret=short");

        Assert.Equal(2, code);
        Assert.Contains("3 problems", error, StringComparison.Ordinal);
        Assert.Contains("Jobs:Concurrency", error, StringComparison.Ordinal);
        Assert.Contains("Webhooks:Secret", error, StringComparison.Ordinal);
        Assert.Contains("no API keys", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_that_is_no_setting_ends_the_program_with_2()
    {
        var (code, error) = Run(null, "serve", "--set", "nothing");

        Assert.Equal(2, code);
        Assert.Contains("KEY=VALUE", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_media_folder_can_come_from_the_environment()
    {
        var parent = Directory.CreateTempSubdirectory("exportnative-media-").FullName;
        var file = Path.Combine(parent, "file");
        File.WriteAllText(file, "");
        try
        {
            // A folder that cannot be made shows in the message which one was meant.
            var (code, error) = Run(("MEDIA_BASE_PATH", Path.Combine(file, "media")), "serve", "--urls", "http://127.0.0.1:0");

            Assert.Equal(5, code);
            Assert.Contains(file, error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    [Fact]
    public async Task Other_commands_do_not_load_the_web_host()
    {
        using var process = Process.Start(new ProcessStartInfo(ServedProduct.Program, ["export", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        // It waits for its config, and has what it needs to read one.
        await TestService.Until(() => Task.FromResult(Loaded(process.Id).Contains("ExportNative.Contracts.dll")), "it reads its config");
        var loaded = Loaded(process.Id);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TestService.Patience));

        Assert.Contains("exportnative.dll", loaded);
        Assert.DoesNotContain(loaded, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Hangfire", StringComparison.Ordinal) || name.StartsWith("Npgsql", StringComparison.Ordinal));
    }

    private static List<string> Loaded(int process)
        => [.. File.ReadAllLines($"/proc/{process}/maps").Where(line => line.EndsWith(".dll", StringComparison.Ordinal)).Select(line => Path.GetFileName(line.Split(' ')[^1])).Distinct()];

    private static (int Code, string Error) Run((string Name, string Value)? variable, params string[] arguments)
    {
        var start = new ProcessStartInfo(ServedProduct.Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        if (variable is { } one)
        {
            start.Environment[one.Name] = one.Value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        Assert.True(process.WaitForExit(TestService.Patience));
        return (process.ExitCode, error.Result);
    }
}
