using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ExportNative.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The service in this process, on real Kestrel with real storage, in a media folder of its own.</summary>
internal sealed class TestService : IAsyncDisposable
{
    /// <summary>Longest time that a test waits for anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication app;

    private TestService(WebApplication app, string media)
    {
        this.app = app;
        Media = media;
        Client = NewClient();
    }

    /// <summary>The media folder.</summary>
    public string Media { get; }

    /// <summary>A client without a key.</summary>
    public HttpClient Client { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Urls.First());

    /// <summary>Its parts.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts it.</summary>
    /// <param name="footage">Cameras for its media folder.</param>
    /// <param name="settings">Settings by their names below ExportNative.</param>
    public static Task<TestService> Start(Footage footage, params (string Key, string Value)[] settings) => StartIn(footage, _ => { }, settings);

    /// <summary>Starts it with some of its parts replaced.</summary>
    public static Task<TestService> Start(Footage footage, Action<IServiceCollection> parts, params (string Key, string Value)[] settings)
        => StartIn(footage, parts, settings);

    private static async Task<TestService> StartIn(Footage footage, Action<IServiceCollection> parts, (string Key, string Value)[] settings)
    {
        var media = footage.NewMediaFolder();
        var app = ServiceHost.Create(
            [
                new("urls", "http://127.0.0.1:0"), new("ExportNative:MediaBasePath", media), new("ExportNative:MinFreeBytes", "0"),
                .. footage.Storage(media).Concat(settings).Select(setting => new KeyValuePair<string, string?>($"ExportNative:{setting.Key}", setting.Value)),
            ],
            builder =>
            {
                builder.Logging.ClearProviders();
                parts(builder.Services);
            });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestService(app, media);
    }

    /// <summary>A client, with a key or without.</summary>
    public HttpClient NewClient(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = Patience };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return client;
    }

    /// <summary>Sends a config.</summary>
    public Task<HttpResponseMessage> Post(JsonObject config, HttpClient? client = null)
        => (client ?? Client).PostAsync("/api/export", Json(config), TestContext.Current.CancellationToken);

    /// <summary>Sends a config and expects it to be taken in.</summary>
    public async Task Submit(JsonObject config, HttpClient? client = null)
    {
        using var answer = await Post(config, client);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>An export's status.</summary>
    public async Task<JsonObject> Status(string id, HttpClient? client = null)
        => JsonNode.Parse(await (client ?? Client).GetStringAsync($"/api/export/{id}/status", TestContext.Current.CancellationToken))!.AsObject();

    /// <summary>Waits until an export's status is one of some words, and returns it.</summary>
    public async Task<JsonObject> Until(string id, params string[] words)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var status = await Status(id);
            if (words.Contains((string?)status["status"]))
            {
                return status;
            }

            Assert.True(clock.Elapsed < Patience && (string?)status["status"] is "pending" or "processing", status.ToJsonString());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static Task Until(Func<Task<bool>> condition, string what) => Until(condition, () => what, Patience);

    /// <summary>Waits until something is so, for some time.</summary>
    public static async Task Until(Func<Task<bool>> condition, Func<string> what, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(clock.Elapsed < patience, what());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A part of the service.</summary>
    public T Part<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>A JSON body.</summary>
    public static StringContent Json(JsonNode node) => new(node.ToJsonString(), Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        Directory.Delete(Media, recursive: true);
    }
}
