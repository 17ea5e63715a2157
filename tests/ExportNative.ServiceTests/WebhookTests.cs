using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text;
using ExportNative.Service.Jobs;
using ExportNative.Service.Settings;
using ExportNative.Testing.Databases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Callbacks: signed, tried again, for every end, and never to where they must not go.</summary>
public class WebhookTests(Footage footage)
{
    private const string Secret = "a secret that both sides know";

    private static readonly (string, string)[] Settings =
        [("Webhooks:Secret", Secret), ("Webhooks:AllowPrivateAddresses", "true"), ("Webhooks:RetryDelay", "00:00:01"), ("Jobs:Retries", "0")];

    [Fact]
    public async Task Completion_failure_and_cancel_are_told_signed()
    {
        await using var receiver = await Receiver.Start(failures: 0);
        await using var service = await TestService.Start(footage, [.. Settings, ("Jobs:Concurrency", "1"), ("Jobs:MaxBytesPerSecond", "600000")]);
        foreach (var id in new[] { "completed", "failed", "cancelled" })
        {
            var config = Configs.Make(id, segments: 2);
            config["callbackUrl"] = receiver.Address;
            if (id == "failed")
            {
                File.Copy(footage.PathTo("cam1.mp4"), Path.Combine(service.Media, "sources", "soon.mp4"));
                config["sources"]![0]!["filePath"] = "soon.mp4";
            }

            await service.Submit(config);
        }

        File.Delete(Path.Combine(service.Media, "sources", "soon.mp4"));
        using var cancelled = await service.Client.DeleteAsync("/api/export/cancelled", TestContext.Current.CancellationToken);
        await TestService.Until(() => Task.FromResult(receiver.Calls.Count == 3), "three calls come");

        foreach (var (body, signature) in receiver.Calls)
        {
            var status = JsonNode.Parse(body)!;
            Assert.Equal((string?)status["jobId"], (string?)status["status"]);
            var stamp = signature.Split(',')[0]["t=".Length..];
            var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{stamp}.{body}")));
            Assert.Equal($"t={stamp},v1={expected}", signature);
            Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(stamp, System.Globalization.CultureInfo.InvariantCulture)), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        }
    }

    [Fact]
    public async Task Of_several_workers_one_at_a_time_makes_the_calls_that_are_due()
    {
        await using var service = await TestService.Start(footage, ("Role", "Api"));
        var records = service.Part<ExportRecords>();
        using var dispatcher = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<CallbackDispatcher>(service.Services);
        using var another = service.Part<Hangfire.JobStorage>().GetConnection();
        using (var transaction = another.CreateWriteTransaction())
        {
            transaction.AddToSet(ExportRecords.CallbacksDue, "due");
            transaction.Commit();
        }

        using (another.AcquireDistributedLock(ExportRecords.CallbacksDue, TimeSpan.Zero))
        {
            dispatcher.Dispatch();
            Assert.Equal(1, records.Count(ExportRecords.CallbacksDue));
        }

        dispatcher.Dispatch();
        Assert.Equal(0, records.Count(ExportRecords.CallbacksDue));
    }

    [Fact]
    public async Task A_receiver_that_fails_is_called_again()
    {
        await using var receiver = await Receiver.Start(failures: 2);
        await using var service = await TestService.Start(footage, Settings);
        var config = Configs.Make("again", segments: 1);
        config["callbackUrl"] = receiver.Address;
        await service.Submit(config);

        await TestService.Until(() => Task.FromResult(receiver.Calls.Count == 3), "the third call is taken");

        Assert.Single(receiver.Calls.Select(call => call.Body).Distinct());
    }

    [Fact]
    public async Task A_name_that_leads_to_a_private_address_is_not_called()
    {
        await using var receiver = await Receiver.Start(failures: 0);
        var targets = new WebhookTargets(new ServiceSettings());
        using var client = new WebhookClient(targets, new ServiceSettings());
        // A name is only resolved when it is connected to, unlike an address in digits.
        var url = receiver.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        foreach (var address in new[] { url, receiver.Address })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            await Assert.ThrowsAsync<HttpRequestException>(() => client.Send(request, TestContext.Current.CancellationToken));
        }

        Assert.Empty(receiver.Calls);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.Start(failures: 0);
        using var client = new WebhookClient(new WebhookTargets(Allowing), Allowing);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{receiver.Address}/redirect");

        using var answer = await client.Send(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Empty(receiver.Calls);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.1.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("0.0.0.0", false)]
    public void Only_addresses_of_the_public_internet_are_public(string address, bool expected)
        => Assert.Equal(expected, WebhookTargets.IsPublic(IPAddress.Parse(address)));

    private static ServiceSettings Allowing => new() { Webhooks = new() { AllowPrivateAddresses = true } };

    /// <summary>Takes calls on this machine.</summary>
    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(string Body, string Signature)> Calls { get; } = [];

        public string Address => $"{app.Urls.First()}/hook";

        public static async Task<Receiver> Start(int failures)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var receiver = new Receiver(app);
            app.MapPost("/hook", async (HttpContext http) =>
            {
                using var reader = new StreamReader(http.Request.Body);
                receiver.Calls.Enqueue((await reader.ReadToEndAsync(), http.Request.Headers[WebhookJob.SignatureHeader].ToString()));
                return Results.StatusCode(receiver.Calls.Count <= failures ? 500 : 204);
            });
            app.MapPost("/hook/redirect", () => Results.Redirect("/hook", permanent: false, preserveMethod: true));
            await app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}

/// <inheritdoc/>
public sealed class WebhookTestsOnPostgreSql(Footage footage, PostgreSqlServer server) : WebhookTests(footage.On(server));
