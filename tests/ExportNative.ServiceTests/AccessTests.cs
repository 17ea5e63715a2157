using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ExportNative.Service;
using ExportNative.Service.Settings;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Who may do what.</summary>
public sealed class AccessTests(Footage footage)
{
    [Fact]
    public async Task Without_a_key_nothing_is_answered_but_health_and_the_schema()
    {
        await using var service = await WithKeys();
        foreach (var path in new[] { "/api/export", "/api/export/x/status", "/api/export/x/download", "/api/export/x/report", "/api/export/x/events", "/api/sources", "/hangfire", "/metrics" })
        {
            using var answer = await service.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{path}: {answer.StatusCode}");
            Assert.NotEmpty((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"] ?? "");
        }

        using var wrong = service.NewClient("no such key");
        Assert.Equal(HttpStatusCode.Unauthorized, (await wrong.GetAsync("/api/export", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/schema/export-config.json", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_read_only_key_cannot_submit_cancel_upload_or_see_other_peoples_exports()
    {
        await using var service = await WithKeys();
        using var studio = service.NewClient("studio-key");
        using var reader = service.NewClient("reader-key");
        await service.Submit(Configs.Make("studios"), studio);
        await TestService.Until(async () => (string?)(await service.Status("studios", studio))["status"] == "completed", "it completes");

        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post(Configs.Make("readers"), reader)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.DeleteAsync("/api/export/studios", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PutAsync("/api/sources/x.mp4", new ByteArrayContent([1]), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.DeleteAsync("/api/sources/cam1.mp4", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync("/hangfire", TestContext.Current.CancellationToken)).StatusCode);
        foreach (var path in new[] { "status", "download", "report", "events" })
        {
            // The same answer as for one that does not exist.
            Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"/api/export/studios/{path}", TestContext.Current.CancellationToken)).StatusCode);
        }

        Assert.Empty(JsonNode.Parse(await reader.GetStringAsync("/api/export", TestContext.Current.CancellationToken))!["exports"]!.AsArray());
        Assert.True(File.Exists(Path.Combine(service.Media, "exports", "studios", "output.mp4")));
    }

    [Fact]
    public async Task Keys_of_one_owner_share_their_exports_and_an_operator_sees_all()
    {
        await using var service = await WithKeys();
        using var studio = service.NewClient("studio-key");
        await service.Submit(Configs.Make("shared"), studio);

        foreach (var key in new[] { "viewer-key", "operator-key" })
        {
            using var client = service.NewClient(key);
            Assert.Equal("shared", (string?)(await service.Status("shared", client))["jobId"]);
            Assert.Single(JsonNode.Parse(await client.GetStringAsync("/api/export", TestContext.Current.CancellationToken))!["exports"]!.AsArray());
        }
    }

    [Fact]
    public async Task An_id_that_is_taken_by_somebody_else_is_refused_and_theirs_untouched()
    {
        await using var service = await WithKeys();
        using var studio = service.NewClient("studio-key");
        using var other = service.NewClient("other-key");
        await service.Submit(Configs.Make("taken"), studio);

        using var answer = await service.Post(Configs.Make("taken"), other);
        using var removal = await other.DeleteAsync("/api/export/taken", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, removal.StatusCode);
    }

    [Fact]
    public async Task A_download_link_needs_no_key_holds_for_its_export_only_and_expires()
    {
        await using var service = await WithKeys();
        using var studio = service.NewClient("studio-key");
        foreach (var id in new[] { "one", "two" })
        {
            await service.Submit(Configs.Make(id, segments: 1), studio);
            await TestService.Until(async () => (string?)(await service.Status(id, studio))["status"] == "completed", "it completes");
        }

        var link = (string)(await service.Status("one", studio))["downloadUrl"]!;
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(link, TestContext.Current.CancellationToken)).StatusCode);
        foreach (var forged in new[] { link.Replace("/one/", "/two/", StringComparison.Ordinal), link.Replace("expires=", "expires=9", StringComparison.Ordinal), link[..^1], link[..link.IndexOf('?', StringComparison.Ordinal)] })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client.GetAsync(forged, TestContext.Current.CancellationToken)).StatusCode);
        }

        var old = System.Text.RegularExpressions.Regex.Replace(link, "expires=\\d+", "expires=1000000000");
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Client.GetAsync(old, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_dashboard_takes_an_operators_key_as_a_browser_sends_it()
    {
        await using var service = await WithKeys();
        using var client = service.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:operator-key")));

        using var answer = await client.GetAsync("/hangfire", TestContext.Current.CancellationToken);
        using var challenge = await service.Client.GetAsync("/hangfire", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("Basic", challenge.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_a_page_under_another_name_that_leads_here_is_not_answered()
    {
        await using var service = await TestService.Start(footage);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/export") { Headers = { Host = "evil.example" } };

        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Unauthorized)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Unauthorized)]
    [InlineData("Origin", "null", HttpStatusCode.Unauthorized)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.Accepted)]
    [InlineData("Origin", "https://editor.example.com", HttpStatusCode.Accepted)]
    [InlineData("User-Agent", "curl", HttpStatusCode.Accepted)]
    public async Task Without_keys_another_sites_page_cannot_send_an_export(string header, string value, HttpStatusCode expected)
    {
        await using var service = await TestService.Start(footage, ("Access:Origins:0", "https://editor.example.com"));

        // As a form sends it, for which a browser asks nobody.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/export") { Content = new StringContent(Configs.Make("form", segments: 1).ToJsonString(), Encoding.UTF8, "text/plain") };
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://127.0.0.1:0;http://[::]:0")]
    [InlineData("http://192.168.1.1:0")]
    public void The_service_refuses_to_start_on_an_open_address_without_keys(string urls)
    {
        var error = Assert.Throws<SettingsException>(() => ServiceHost.Create([new("urls", urls)]));

        Assert.Contains("no API keys", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_with_the_settings_is_said_at_once()
    {
        var error = Assert.Throws<SettingsException>(() => ServiceHost.Create(
        [
            new("urls", "http://0.0.0.0:0"), new("ExportNative:Jobs:Concurrency", "0"), new("ExportNative:Storage", "PostgreSql"),
            new("ExportNative:Retention:Schedule", "never"), new("ExportNative:Webhooks:Secret", "short"),
        ]));

        Assert.Equal(5, error.Problems.Count);
    }

    private Task<TestService> WithKeys()
    {
        (string Name, string Scopes, string Owner)[] keys =
            [("studio", "submit,read", "studio"), ("viewer", "read", "studio"), ("reader", "read", "elsewhere"), ("other", "submit,read", "other"), ("operator", "operate", "house")];
        var settings = keys.SelectMany((key, i) => new (string, string)[]
        {
            ($"Access:Keys:{i}:Name", key.Name),
            ($"Access:Keys:{i}:Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Name}-key")))),
            ($"Access:Keys:{i}:Owner", key.Owner),
        }.Concat(key.Scopes.Split(',').Select((scope, s) => ($"Access:Keys:{i}:Scopes:{s}", scope))));
        return TestService.Start(footage, [.. settings]);
    }
}
