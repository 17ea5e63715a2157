using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The built program serving as a process of its own, so that it can be killed.</summary>
internal sealed class ServedProduct : IDisposable
{
    private readonly Process process;
    private readonly List<string> log = [];

    private ServedProduct(Process process) => this.process = process;

    /// <summary>The program, beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "exportnative");

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>What it wrote, for messages of failed tests.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return string.Join('\n', log.TakeLast(30));
            }
        }
    }

    /// <summary>Everything that it wrote.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (log)
            {
                return [.. log];
            }
        }
    }

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="media">Its media folder.</param>
    /// <param name="urls">Where to listen; port 0 chooses.</param>
    /// <param name="settings">Settings by their names below ExportNative.</param>
    public static Task<ServedProduct> Start(string media, string urls = "http://127.0.0.1:0", params (string Key, string Value)[] settings)
        => StartIn([], [], media, urls, settings);

    /// <summary>Starts it behind a command that runs its arguments in place of itself, such as <c>ip netns exec NAME</c>.</summary>
    public static Task<ServedProduct> StartIn(string[] prefix, string media, string urls, params (string Key, string Value)[] settings)
        => StartIn(prefix, [], media, urls, settings);

    /// <summary>Starts it with variables in its environment and waits until it listens.</summary>
    public static Task<ServedProduct> StartWith(
        (string Name, string Value)[] variables, string media, string urls = "http://127.0.0.1:0", params (string Key, string Value)[] settings)
        => StartIn([], variables, media, urls, settings);

    private static async Task<ServedProduct> StartIn(string[] prefix, (string Name, string Value)[] variables, string media, string urls, (string Key, string Value)[] settings)
    {
        string[] command = [.. prefix, Program];
        var start = new ProcessStartInfo(command[0], [.. command[1..], "serve", "--media", media, "--urls", urls, "--set", "ExportNative:MinFreeBytes=0",
            .. settings.SelectMany(setting => new[] { "--set", $"ExportNative:{setting.Key}={setting.Value}" })])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = media,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var served = new ServedProduct(Process.Start(start)!);
        var listening = new TaskCompletionSource<string>();
        void Take(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (served.log)
            {
                served.log.Add(line);
            }

            if (line.StartsWith("listening on ", StringComparison.Ordinal))
            {
                listening.TrySetResult(line["listening on ".Length..]);
            }
        }

        served.process.OutputDataReceived += (_, line) => Take(line.Data);
        served.process.ErrorDataReceived += (_, line) => Take(line.Data);
        served.process.BeginOutputReadLine();
        served.process.BeginErrorReadLine();
        try
        {
            served.Address = new Uri(await listening.Task.WaitAsync(TestService.Patience));
        }
        catch (TimeoutException)
        {
            served.Dispose();
            Assert.Fail(served.Log);
        }

        return served;
    }

    /// <summary>Sends a config and expects it to be taken in.</summary>
    public async Task Submit(JsonObject config)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var answer = await client.PostAsync("/api/export", TestService.Json(config), TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>An export's status.</summary>
    public async Task<JsonObject> Status(string id)
    {
        using var client = new HttpClient { BaseAddress = Address };
        return JsonNode.Parse(await client.GetStringAsync($"/api/export/{id}/status", TestContext.Current.CancellationToken))!.AsObject();
    }

    /// <summary>Waits until an export's status fits.</summary>
    public async Task<JsonObject> Until(string id, Func<JsonObject, bool> fits, TimeSpan? patience = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var status = await Status(id);
            if (fits(status))
            {
                return status;
            }

            Assert.True(clock.Elapsed < (patience ?? TestService.Patience), $"{status.ToJsonString()}\n{Log}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a signal: TERM, KILL, STOP, CONT.</summary>
    public void Signal(string name) => Footage.Run("kill", $"-{name}", $"{process.Id}");

    /// <summary>Kills it as a crash would, and waits for its end.</summary>
    public void Kill()
    {
        process.Kill();
        Assert.True(process.WaitForExit(TestService.Patience), "the killed process is still there");
    }

    /// <summary>Asks it to stop and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public int Stop()
    {
        Signal("TERM");
        Assert.True(process.WaitForExit(TestService.Patience), Log);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }
}
