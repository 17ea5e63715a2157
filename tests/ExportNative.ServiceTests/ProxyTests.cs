using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Behind a proxy: its word about who the client is counts, and nobody else's.</summary>
public sealed class ProxyTests(Footage footage)
{
    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9", 401)]
    [InlineData("127.0.0.0/8", "203.0.113.9", 401)]
    [InlineData("10.0.0.0/8", "203.0.113.9", 200)]
    [InlineData("127.0.0.1", null, 200)]
    public async Task Who_the_client_is_says_a_trusted_proxy_only(string trusted, string? client, int status)
    {
        // Without keys the own machine may do everything and nobody else anything, so the answer tells who it was taken for.
        await using var service = await TestService.Start(footage, ("Access:TrustedProxies:0", trusted));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/export");
        if (client is not null)
        {
            request.Headers.Add("X-Forwarded-For", client);
        }

        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
    }
}
