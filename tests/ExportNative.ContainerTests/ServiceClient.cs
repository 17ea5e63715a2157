using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ExportNative.ContainerTests;

/// <summary>What an editor does over HTTP.</summary>
internal sealed class ServiceClient : IDisposable
{
    /// <summary>Longest time that a test waits for anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly HttpClient client;

    /// <param name="address">Where the service is published.</param>
    public ServiceClient(Uri address) => client = new HttpClient { BaseAddress = address, Timeout = Patience };

    /// <summary>Where the service is published.</summary>
    public Uri Address => client.BaseAddress!;

    /// <summary>Uploads a source.</summary>
    public async Task Upload(string name, string path)
    {
        await using var file = File.OpenRead(path);
        using var answer = await client.PutAsync($"/api/sources/{name}", new StreamContent(file));
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Sends a config and expects it to be taken in.</summary>
    public async Task Submit(string config)
    {
        using var answer = await client.PostAsync("/api/export", new StringContent(config, Encoding.UTF8, "application/json"));
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>An export's status.</summary>
    public async Task<JsonObject> Status(string id) => JsonNode.Parse(await client.GetStringAsync($"/api/export/{id}/status"))!.AsObject();

    /// <summary>Waits until an export's status fits.</summary>
    public async Task<JsonObject> Until(string id, Func<JsonObject, bool> fits)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var status = await Status(id);
            if (fits(status))
            {
                return status;
            }

            Assert.True(clock.Elapsed < Patience && (string?)status["status"] is "pending" or "processing", status.ToJsonString());
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until an export is completed, loads the file and gives back its report.</summary>
    public async Task<string> Download(string id, string path)
    {
        await Until(id, status => (string?)status["status"] == "completed");
        await using (var file = File.Create(path))
        await using (var body = await client.GetStreamAsync($"/api/export/{id}/download"))
        {
            await body.CopyToAsync(file);
        }

        return await Report(id);
    }

    /// <summary>A completed export's report.</summary>
    public Task<string> Report(string id) => client.GetStringAsync($"/api/export/{id}/report");

    /// <summary>The status of an answer to a GET that names some host.</summary>
    public async Task<HttpStatusCode> StatusOf(string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    public void Dispose() => client.Dispose();
}
