using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>The OpenAPI document says what the service does.</summary>
public sealed class DocumentTests(Footage footage)
{
    [Fact]
    public async Task Every_route_is_described_and_nothing_else()
    {
        await using var service = await TestService.Start(footage);
        var document = await Document(service);
        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(verb => $"{verb.Key.ToUpperInvariant()} {path.Key}"));

        var routes = service.Part<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !route.RoutePattern.RawText!.StartsWith("/hangfire", StringComparison.Ordinal) && route.RoutePattern.RawText is not ("/" or "/app/{**file}"))
            .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(verb => $"{verb} {route.RoutePattern.RawText!.TrimEnd('/')}"));

        Assert.Equal("3.1.0", (string?)document["openapi"]);
        Assert.Equal(routes.Order(), described.Order());
    }

    [Fact]
    public async Task Real_answers_have_the_fields_that_are_described_and_so_have_the_examples()
    {
        await using var service = await TestService.Start(footage);
        var document = await Document(service);
        await service.Submit(Configs.Make("described", segments: 1));
        await service.Until("described", "completed");

        Fits(document, "Status", await service.Status("described"));
        Fits(document, "Report", await Get(service, "/api/export/described/report"));
        var exact = Configs.Make("exact", segments: 2, seconds: 1.5);
        exact["output"]!["cut"] = "frame";
        using var planned = await service.Client.PostAsync("/api/export/plan", new StringContent(exact.ToJsonString(), System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var plan = JsonNode.Parse(await planned.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Fits(document, "Plan", plan);
        Assert.True((long)plan["picturesEncoded"]! > 0);
        Fits(document, "ExportList", await Get(service, "/api/export"));
        Fits(document, "SourceList", await Get(service, "/api/sources"));
        Fits(document, "Source", await Get(service, "/api/sources/cam1.mp4"));
        Fits(document, "Waveform", await Get(service, "/api/sources/cam1.mp4/waveform"));
        Fits(document, "Session", await Get(service, "/api/session"));
        Fits(document, "Upload", await Get(service, "/api/sources/cam1.mp4/upload"));
        using var missing = await service.Client.GetAsync("/api/export/none/status", TestContext.Current.CancellationToken);
        Fits(document, "Problem", JsonNode.Parse(await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
        var examples = 0;
        foreach (var content in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).SelectMany(verb => verb.Value!["responses"]!.AsObject()).Select(answer => answer.Value!["content"]?["application/json"]))
        {
            if (content?["example"] is { } example && (string?)content["schema"]!["$ref"] is { } reference)
            {
                Fits(document, reference.Split('/')[^1], example);
                examples++;
            }
        }

        Assert.True(examples >= 8, $"{examples} examples");
    }

    [Fact]
    public async Task The_described_config_is_accepted()
    {
        await using var service = await TestService.Start(footage);
        var config = (await Document(service))["paths"]!["/api/export"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!.AsObject();

        await service.Submit(config);

        await service.Until((string)config["id"]!, "completed");
    }

    private static async Task<JsonNode> Document(TestService service) => await Get(service, "/openapi.json");

    private static async Task<JsonNode> Get(TestService service, string path)
        => JsonNode.Parse(await service.Client.GetStringAsync(path, TestContext.Current.CancellationToken))!;

    private static void Fits(JsonNode document, string name, JsonNode value)
    {
        var schema = document["components"]!["schemas"]![name]!;
        if (schema["type"]!.ToJsonString() != "\"object\"")
        {
            Assert.Contains((string?)value, schema["enum"]!.AsArray().Select(word => (string?)word));
            return;
        }

        var properties = schema["properties"]!.AsObject();
        Assert.All(schema["required"]!.AsArray(), field => Assert.True(value.AsObject().ContainsKey((string)field!), $"{name} has no {field}: {value.ToJsonString()}"));
        foreach (var (field, inner) in value.AsObject())
        {
            Assert.True(properties.ContainsKey(field), $"{name}.{field} is not described");
            var described = properties[field]!;
            if ((string?)described["$ref"] is { } reference)
            {
                Fits(document, reference.Split('/')[^1], inner!);
            }
            else if (inner is not null && (string?)described["items"]?["$ref"] is { } items)
            {
                Assert.All(inner!.AsArray(), item => Fits(document, items.Split('/')[^1], item!));
            }
        }
    }
}
