using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>A browser shows its key once: pictures, players and a page that is loaded again are known by a cookie.</summary>
public sealed class SessionTests(Footage footage)
{
    private const string SameOrigin = "same-origin";

    [Fact]
    public async Task A_key_is_exchanged_for_a_cookie_that_scripts_and_other_sites_do_not_get()
    {
        await using var service = await WithKey();

        var (cookie, header) = await Begin(service);

        Assert.Contains("httponly", header, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", header, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("studio-key", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(Hash("studio-key"), cookie, StringComparison.OrdinalIgnoreCase);
        foreach (var path in new[] { "/api/sources", "/api/sources/cam1.mp4/content", "/api/sources/cam1.mp4/thumbnail", "/api/export" })
        {
            Assert.Equal(HttpStatusCode.OK, await Ask(service, HttpMethod.Get, path, cookie));
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask(service, HttpMethod.Get, path));
        }
    }

    [Fact]
    public async Task What_changes_something_has_to_come_from_the_services_own_page()
    {
        await using var service = await WithKey();
        var (cookie, _) = await Begin(service);
        const string path = "/api/export/none";

        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(service, HttpMethod.Delete, path, cookie));
        foreach (var foreign in new[] { "cross-site", "same-site", "none" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask(service, HttpMethod.Delete, path, cookie, ("Sec-Fetch-Site", foreign), ("Origin", Origin(service))));
        }

        foreach (var foreign in new[] { "null", "http://evil.example", $"http://127.0.0.1:{service.Address.Port + 1}", $"http://127.0.0.1.evil.example:{service.Address.Port}" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask(service, HttpMethod.Delete, path, cookie, ("Origin", foreign)));
        }

        Assert.Equal(HttpStatusCode.NotFound, await Ask(service, HttpMethod.Delete, path, cookie, ("Sec-Fetch-Site", SameOrigin)));
        Assert.Equal(HttpStatusCode.NotFound, await Ask(service, HttpMethod.Delete, path, cookie, ("Origin", Origin(service))));
    }

    [Fact]
    public async Task A_session_may_do_what_its_key_may_and_no_more()
    {
        await using var service = await WithKey();
        var (cookie, _) = await Begin(service);

        Assert.Equal(HttpStatusCode.Forbidden, await Ask(service, HttpMethod.Delete, "/api/sources/cam1.mp4", cookie, ("Sec-Fetch-Site", SameOrigin)));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(service, HttpMethod.Get, "/hangfire", cookie));
    }

    [Fact]
    public async Task A_cookie_that_was_changed_is_none()
    {
        await using var service = await WithKey();
        var (cookie, _) = await Begin(service);
        var parts = cookie.Split('.');
        var other = Convert.ToBase64String(Encoding.UTF8.GetBytes("other")).TrimEnd('=');

        foreach (var forged in new[] { $"9999999999.{parts[1]}.{parts[2]}", $"{parts[0]}.{other}.{parts[2]}", cookie[..^2], $"{parts[0]}.{parts[1]}", "", "a.b.c", $"{parts[0]}.{parts[1]}.%%", $"999999999999999999.{parts[1]}.{parts[2]}" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask(service, HttpMethod.Get, "/api/sources", forged));
        }
    }

    [Fact]
    public async Task A_session_ends_with_its_time_and_cannot_renew_itself()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var service = await TestService.Start(footage, services => services.AddSingleton<TimeProvider>(clock), [.. Key("studio-key"), ("Access:SessionLifetime", "01:00:00")]);
        var (cookie, _) = await Begin(service);
        clock.Advance(TimeSpan.FromMinutes(59));

        using var renewal = await Send(service, HttpMethod.Post, "/api/session", cookie, ("Sec-Fetch-Site", SameOrigin));
        Assert.Equal(HttpStatusCode.OK, renewal.StatusCode);
        Assert.False(renewal.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.OK, await Ask(service, HttpMethod.Get, "/api/sources", cookie));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(service, HttpMethod.Get, "/api/sources", cookie));
    }

    [Fact]
    public async Task A_session_ends_with_its_key()
    {
        await using var service = await WithKey();
        var (cookie, _) = await Begin(service);

        // The same name and the same secret, and another key.
        await using var changed = await TestService.Start(footage, [.. Key("new-key"), ("DataPath", Path.Combine(service.Media, ".exportnative", "shared"))]);
        File.Copy(Path.Combine(service.Media, ".exportnative", "secret.key"), Path.Combine(service.Media, ".exportnative", "shared", "secret.key"), overwrite: true);

        Assert.Equal(HttpStatusCode.OK, await Ask(service, HttpMethod.Get, "/api/sources", cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(changed, HttpMethod.Get, "/api/sources", cookie));
    }

    [Fact]
    public async Task The_page_learns_whether_it_needs_a_key_and_what_it_may_do()
    {
        await using var open = await TestService.Start(footage);
        await using var closed = await WithKey();
        var (cookie, _) = await Begin(closed);

        var free = await Session(open, null);
        var stranger = await Session(closed, null);
        var known = await Session(closed, cookie);

        Assert.Equal((false, true), ((bool)free["needsKey"]!, (bool)free["isKnown"]!));
        Assert.Equal((true, false), ((bool)stranger["needsKey"]!, (bool)stranger["isKnown"]!));
        Assert.Empty(stranger["scopes"]!.AsArray());
        Assert.Equal(["submit", "read"], known["scopes"]!.AsArray().Select(scope => (string?)scope));
        Assert.NotNull(known["expiresAt"]);
    }

    [Fact]
    public async Task Leaving_takes_the_cookie_back()
    {
        await using var service = await WithKey();
        var (cookie, _) = await Begin(service);

        using var answer = await Send(service, HttpMethod.Delete, "/api/session", cookie, ("Sec-Fetch-Site", SameOrigin));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("exportnative-session=;", answer.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_begins_no_session()
    {
        await using var service = await WithKey();
        using var client = service.NewClient("no such key");

        using var answer = await client.PostAsync("/api/session", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Other_origins_may_call_with_a_key_where_the_settings_say_so_and_never_with_the_cookie()
    {
        const string editor = "https://editor.example.com";
        await using var service = await TestService.Start(footage, [.. Key("studio-key"), ("Access:Origins:0", editor)]);
        using var asked = await Send(service, HttpMethod.Options, "/api/export", null, ("Origin", editor), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
        using var foreign = await Send(service, HttpMethod.Options, "/api/export", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        using var called = await Send(service, HttpMethod.Get, "/api/sources", null, ("Origin", editor), ("Authorization", "Bearer studio-key"));

        Assert.Equal(editor, asked.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("authorization", asked.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.False(asked.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.OK, called.StatusCode);
        Assert.Equal(editor, called.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Theory]
    [InlineData("editor.example.com")]
    [InlineData("*")]
    [InlineData("https://editor.example.com/")]
    [InlineData("https://editor.example.com/app")]
    [InlineData("ftp://editor.example.com")]
    public void An_origin_is_scheme_name_and_port(string origin)
    {
        var error = Assert.Throws<Service.Settings.SettingsException>(() => Service.ServiceHost.Create([new("ExportNative:Access:Origins:0", origin)]));

        Assert.Contains("Access:Origins", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    private static string Origin(TestService service) => $"http://127.0.0.1:{service.Address.Port}";

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static (string, string)[] Key(string key) =>
        [("Access:Keys:0:Name", "studio.a"), ("Access:Keys:0:Sha256", Hash(key)), ("Access:Keys:0:Scopes:0", "submit"), ("Access:Keys:0:Scopes:1", "read")];

    private static async Task<(string Cookie, string Header)> Begin(TestService service)
    {
        using var client = service.NewClient("studio-key");
        using var answer = await client.PostAsync("/api/session", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var header = answer.Headers.GetValues("Set-Cookie").Single();
        return (header["exportnative-session=".Length..header.IndexOf(';', StringComparison.Ordinal)], header);
    }

    private static async Task<JsonNode> Session(TestService service, string? cookie)
    {
        using var answer = await Send(service, HttpMethod.Get, "/api/session", cookie);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<HttpStatusCode> Ask(TestService service, HttpMethod method, string path, string? cookie = null, params (string Name, string Value)[] headers)
    {
        using var answer = await Send(service, method, path, cookie, headers);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> Send(TestService service, HttpMethod method, string path, string? cookie, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (cookie is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", $"exportnative-session={cookie}");
        }

        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<TestService> WithKey() => TestService.Start(footage, Key("studio-key"));
}
