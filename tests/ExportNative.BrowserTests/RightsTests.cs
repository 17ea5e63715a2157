using System.Net;
using System.Security.Cryptography;
using System.Text;
using ExportNative.Service;
using ExportNative.Service.Api.Access;
using ExportNative.ServiceTests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ExportNative.BrowserTests;

/// <summary>Who may see the dashboard, and who may change something in it.</summary>
public sealed class RightsTests(Footage footage, Chromium chromium)
{
    private const string Operator = "the-operators-own-key";
    private const string Reader = "somebody-elses-key";

    [Fact]
    public async Task Only_an_operators_key_opens_the_dashboard_and_its_data()
    {
        await using var service = await TestService.Start(footage, Keys());
        using var stranger = service.NewClient();
        using var reader = service.NewClient(Reader);
        using var operating = service.NewClient(Operator);
        foreach (var path in new[] { "/hangfire", "/hangfire/exports", "/hangfire/exports/list", "/hangfire/exports/live?job=1", "/hangfire/exports/any/report" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Get(stranger, path));
            Assert.Equal(HttpStatusCode.Forbidden, await Get(reader, path));
        }

        Assert.Equal(HttpStatusCode.OK, await Get(operating, "/hangfire/exports/list"));
        await using var window = await chromium.Open(service.Address, Operator);
        await window.Go("/exports");
        await Expect(window.Page.Locator(".en-empty")).ToBeVisibleAsync();
        window.HasNoComplaints();
    }

    [Fact]
    public async Task A_command_without_the_pages_token_is_refused()
    {
        await using var service = await TestService.Start(footage, ("Jobs:MaxBytesPerSecond", "20000"));
        await service.Submit(Configs.Make("kept"));
        await service.Until("kept", "processing");

        using var cancel = await service.Client.PostAsync("/hangfire/exports/kept/cancel", null, TestContext.Current.CancellationToken);
        using var retry = await service.Client.PostAsync("/hangfire/exports/kept/retry", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, cancel.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, retry.StatusCode);
        Assert.Equal("processing", (string?)(await service.Status("kept"))["status"]);
    }

    [Fact]
    public async Task Whoever_may_see_but_not_operate_finds_no_buttons_and_cannot_send_what_they_would()
    {
        var media = footage.NewMediaFolder();
        try
        {
            // As a deployment with sign-in of its own would open the dashboard to more people.
            await using var app = ServiceHost.Create(
                [
                    new("urls", "http://127.0.0.1:0"), new("ExportNative:MediaBasePath", media), new("ExportNative:MinFreeBytes", "0"), new("ExportNative:Jobs:MaxBytesPerSecond", "20000"),
                    .. Keys().Select(setting => new KeyValuePair<string, string?>($"ExportNative:{setting.Key}", setting.Value)),
                ],
                builder =>
                {
                    builder.Logging.ClearProviders();
                    builder.Services.AddAuthorizationBuilder().AddPolicy(AccessPolicies.Dashboard, policy => policy.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireAuthenticatedUser());
                });
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", Reader);
            using var accepted = await client.PostAsync("/api/export", TestService.Json(Configs.Make("seen")), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            await using var window = await chromium.Open(client.BaseAddress, Reader);
            await window.Go("/exports");

            await Expect(window.Page.Locator("tr[data-en-export='seen'] [role=progressbar]")).ToBeVisibleAsync();
            await Expect(window.Page.Locator(".en-row button")).ToHaveCountAsync(0);
            var status = await window.Page.EvaluateAsync<int>("""
                fetch("/hangfire/exports/seen/cancel", {
                  method: "POST",
                  headers: { [document.querySelector("meta[name=csrf-header]").content]: document.querySelector("meta[name=csrf-token]").content }
                }).then(answer => answer.status)
                """);
            Assert.Equal(403, status);
            Assert.Contains(window.Complaints, complaint => complaint.Contains("403", StringComparison.Ordinal));
            window.Forgive("403");
            window.HasNoComplaints();
            await app.StopAsync(CancellationToken.None);
        }
        finally
        {
            Directory.Delete(media, recursive: true);
        }
    }

    private static (string Key, string Value)[] Keys() =>
    [
        ("Access:Keys:0:Name", "operator"), ("Access:Keys:0:Sha256", Hash(Operator)), ("Access:Keys:0:Scopes:0", "operate"),
        ("Access:Keys:1:Name", "reader"), ("Access:Keys:1:Sha256", Hash(Reader)), ("Access:Keys:1:Scopes:0", "read"), ("Access:Keys:1:Scopes:1", "submit"),
    ];

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static async Task<HttpStatusCode> Get(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
