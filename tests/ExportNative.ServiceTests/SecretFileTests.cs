using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using ExportNative.Service;
using ExportNative.Service.Settings;
using ExportNative.Testing.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Settings from files, as containers get their secrets.</summary>
public sealed class SecretFileTests(PostgreSqlServer server) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("exportnative-secrets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_in_the_folder_of_secrets_is_a_setting()
    {
        Write("ExportNative__Access__Keys__0__Name", "editor");
        Write("ExportNative__Access__Keys__0__Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("the key"))));
        Write("ExportNative__Access__Keys__0__Scopes__0", "read");
        await using var app = ServiceHost.Create([.. Own(), new("urls", "http://127.0.0.1:0")], builder => builder.Logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var unknown = await client.GetAsync("/api/export", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "the key");
        using var known = await client.GetAsync("/api/export", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_password_of_the_database_can_stand_in_a_file_of_its_own()
    {
        Write("ExportNative__ConnectionPassword", "pass;word='\"1");
        await using var app = ServiceHost.Create(
            [.. Own(), new("ExportNative:Storage", "postgresql"), new("ExportNative:ConnectionString", server.NewDatabase() + ";Password=old")]);

        var connection = new Npgsql.NpgsqlConnectionStringBuilder(app.Services.GetRequiredService<ServiceSettings>().ConnectionString);

        Assert.Equal((server.Address, "postgres", "pass;word='\"1"), (connection.Host, connection.Username, connection.Password));
    }

    [Fact]
    public void A_connection_string_that_cannot_be_read_is_named_without_its_password()
    {
        var error = Assert.Throws<SettingsException>(() => ServiceHost.Create(
            [.. Own(), new("ExportNative:Storage", "postgresql"), new("ExportNative:ConnectionString", "Hots=db;Password=hidden")]));

        Assert.Contains("ConnectionString", error.Message, StringComparison.Ordinal);
        Assert.Contains("hots", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_secrets_that_is_not_there_is_as_good_as_an_empty_one()
    {
        await using var app = ServiceHost.Create([new("SECRETS_PATH", Path.Combine(folder, "none")), new("ExportNative:MediaBasePath", folder)]);
        Assert.Empty(app.Services.GetRequiredService<ServiceSettings>().Access.Keys);
    }

    // A secret's file ends with a line break, as editors and echo leave it.
    private void Write(string name, string value) => File.WriteAllText(Path.Combine(folder, name), value + "\n");

    private KeyValuePair<string, string?>[] Own() => [new("SECRETS_PATH", folder), new("ExportNative:MediaBasePath", Path.Combine(folder, "media"))];
}
