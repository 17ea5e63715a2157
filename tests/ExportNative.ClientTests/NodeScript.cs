using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ExportNative.ServiceTests;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>
/// A script that runs in Node, as an editor's own code would run. It says what happens in lines of JSON, and is told what to do
/// in lines as well. A missing Node is a failure and never a reason to leave a test out.
/// </summary>
internal sealed class NodeScript : IDisposable
{
    private readonly Process process;
    private readonly Channel<JsonObject> said = Channel.CreateUnbounded<JsonObject>();
    private readonly Task<string> errors;

    private NodeScript(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
        _ = Listen();
    }

    /// <summary>Starts a script.</summary>
    /// <param name="name">A file of the folder node.</param>
    /// <param name="arguments">What it takes.</param>
    public static NodeScript Start(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Checkout.Script(name), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return new NodeScript(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("node is needed by the tests and cannot be started: ./build.sh setup installs it.", e);
        }
    }

    /// <summary>Maps lines to lines with a script that answers each.</summary>
    public static async Task<IReadOnlyList<JsonObject>> Map(string name, IReadOnlyList<string> lines)
    {
        using var script = Start(name);
        var writing = Task.Run(async () =>
        {
            foreach (var line in lines)
            {
                await script.process.StandardInput.WriteLineAsync(line);
            }

            script.process.StandardInput.Close();
        });
        var answers = new List<JsonObject>();
        await foreach (var answer in script.said.Reader.ReadAllAsync().WithCancellation(TestContext.Current.CancellationToken))
        {
            answers.Add(answer);
        }

        await script.End();
        await writing;
        Assert.Equal(lines.Count, answers.Count);
        return answers;
    }

    /// <summary>Tells the script something.</summary>
    public void Tell(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
    }

    /// <summary>The next thing that the script says of a kind; others before it are left out. Fails when it ends or takes too long.</summary>
    /// <param name="kind">Its field <c>event</c>.</param>
    /// <param name="fits">Which one; null for any.</param>
    /// <param name="fails">What must not come before.</param>
    public async Task<JsonObject> Next(string kind, Func<JsonObject, bool>? fits, Func<JsonObject, bool> fails)
    {
        using var patience = new CancellationTokenSource(TestService.Patience);
        var seen = new List<string>();
        try
        {
            await foreach (var line in said.Reader.ReadAllAsync(patience.Token))
            {
                if ((string?)line["event"] == kind && (fits is null || fits(line)))
                {
                    return line;
                }

                seen.Add(line.ToJsonString());
                Assert.False(fails(line), $"{kind} was to come: {string.Join(" ", seen.TakeLast(20))}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        Assert.Fail($"No {kind} came. Said before: {string.Join(" ", seen.TakeLast(20))}\n{await errors}");
        return [];
    }

    /// <summary>Waits for its end; it has to end well.</summary>
    /// <returns>What it said that nobody has read.</returns>
    public async Task<IReadOnlyList<JsonObject>> End()
    {
        using var patience = new CancellationTokenSource(TestService.Patience);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"node ended with {process.ExitCode}: {await errors}");
        var rest = new List<JsonObject>();
        await foreach (var line in said.Reader.ReadAllAsync(patience.Token))
        {
            rest.Add(line);
        }

        return rest;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit(TestService.Patience);
        }

        process.Dispose();
    }

    private async Task Listen()
    {
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                said.Writer.TryWrite(JsonNode.Parse(line)!.AsObject());
            }

            said.Writer.Complete();
        }
        catch (Exception e)
        {
            said.Writer.Complete(e);
        }
    }
}
