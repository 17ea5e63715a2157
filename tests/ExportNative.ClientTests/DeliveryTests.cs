using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ExportNative.ServiceTests;
using ExportNative.Testing;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>How editors get the module: from the service, and as a package for npm.</summary>
public sealed partial class DeliveryTests(Footage footage)
{
    [Fact]
    public async Task The_service_serves_the_module_and_everything_that_it_imports()
    {
        await using var service = await TestService.Start(footage);
        var waiting = new Queue<string>(["exportnative.js", "exportnative.d.ts"]);
        var served = new HashSet<string>();
        while (waiting.TryDequeue(out var name))
        {
            if (!served.Add(name))
            {
                continue;
            }

            using var answer = await service.Client.GetAsync($"/client/{name}", TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Checkout.Client, name), TestContext.Current.CancellationToken), text);
            Assert.Equal(name.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "application/typescript", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
            foreach (var import in Imports().Matches(text).Select(match => match.Groups[1].Value))
            {
                waiting.Enqueue(name.EndsWith(".ts", StringComparison.Ordinal) ? import.Replace(".js", ".d.ts", StringComparison.Ordinal) : import);
            }
        }

        Assert.Equal(Directory.GetFiles(Checkout.Client, "*.js").Concat(Directory.GetFiles(Checkout.Client, "*.d.ts")).Select(Path.GetFileName).Order(), served.Order());
    }

    [Fact]
    public async Task A_browser_that_has_it_is_told_so_and_one_that_has_not_gets_it_compressed()
    {
        await using var service = await TestService.Start(footage);
        using var first = await service.Client.GetAsync("/client/edit.js", TestContext.Current.CancellationToken);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/client/edit.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var unchanged = await service.Client.SendAsync(again, TestContext.Current.CancellationToken);
        using var small = new HttpRequestMessage(HttpMethod.Get, "/client/edit.js") { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("br") } } };
        using var compressed = await service.Client.SendAsync(small, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(new BrotliStream(await compressed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress));

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.True(compressed.Content.Headers.ContentLength < first.Content.Headers.ContentLength / 2);
    }

    [Theory]
    [InlineData("package.json")]
    [InlineData("README.md")]
    [InlineData("none.js")]
    [InlineData("..%2Fwwwroot%2Fdocs.html")]
    public async Task Nothing_else_is_served_there(string name)
    {
        await using var service = await TestService.Start(footage);
        using var answer = await service.Client.GetAsync($"/client/{name}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void The_package_names_what_is_there_and_needs_nothing()
    {
        var package = JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Client, "package.json")))!.AsObject();

        Assert.Equal(("MIT", "module"), ((string)package["license"]!, (string)package["type"]!));
        Assert.All(new[] { package["types"]!, package["exports"]!["."]!["types"]!, package["exports"]!["."]!["default"]! }, path => Assert.True(File.Exists(Path.Combine(Checkout.Client, (string)path!))));
        Assert.Null(package["dependencies"]);
        Assert.Equal(File.ReadAllText(Path.Combine(Checkout.Root, "LICENSE")), File.ReadAllText(Path.Combine(Checkout.Client, "LICENSE")));
    }

    [Fact]
    public void An_editor_imports_it_by_its_name()
    {
        // As npm would lay it down.
        var folder = Directory.CreateTempSubdirectory("exportnative-package-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "node_modules"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules", "exportnative"), Checkout.Client);
            File.WriteAllText(Path.Combine(folder, "editor.mjs"), "import * as client from 'exportnative'; console.log(Object.keys(client).length, typeof client.watchExport);");

            Assert.Equal("20 function", Tool.Run("node", Path.Combine(folder, "editor.mjs")).Text.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"from '\./([^']+)'")]
    private static partial Regex Imports();
}
