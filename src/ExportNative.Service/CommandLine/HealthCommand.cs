using System.CommandLine;

namespace ExportNative.Service.CommandLine;

/// <summary><c>exportnative health</c>: asks a running service whether it is ready. Container images use it, since they hold no other client.</summary>
internal static class HealthCommand
{
    /// <summary>Longest wait for the answer; shorter than the five seconds that the image's health check gives.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Makes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var url = new Option<string?>("--url")
        {
            Description = "The service's address, http://unix:/PATH for a socket. Default: the first that $ASPNETCORE_URLS or $ASPNETCORE_HTTP_PORTS tell it to listen on, then http://127.0.0.1:8080.",
            HelpName = "URL",
        };
        url.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && HealthAddress.Parse(token.Value) is null)
            {
                result.AddError($"--url {token.Value}: an address is http://HOST:PORT, https://HOST:PORT or http://unix:/PATH.");
            }
        });
        var command = new Command("health", "Ask a running service whether it is ready: exit code 0 if it is, 1 if not.") { url };
        command.SetAction(arguments => Ask(HealthAddress.Choose(arguments.GetValue(url), Environment.GetEnvironmentVariable), terminal));
        return command;
    }

    private static int Ask(HealthAddress address, Terminal terminal)
    {
        using var handler = address.CreateHandler();
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(address.Url, "/health/ready")));
            using var reader = new StreamReader(answer.Content.ReadAsStream());
            var text = reader.ReadToEnd();
            (answer.IsSuccessStatusCode ? terminal.Output : terminal.Error).WriteLine(text);
            return answer.IsSuccessStatusCode ? ExitCodes.Success : ExitCodes.NotReady;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
        {
            terminal.Error.WriteLine($"exportnative: {address} does not answer: {(error is TaskCanceledException ? $"nothing came within {Patience.TotalSeconds:0} s" : error.Message)}");
            return ExitCodes.NotReady;
        }
    }
}
