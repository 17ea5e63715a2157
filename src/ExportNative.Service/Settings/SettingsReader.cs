using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace ExportNative.Service.Settings;

/// <summary>Reads the settings, makes paths absolute, and reports everything that is wrong at once.</summary>
internal static class SettingsReader
{
    private static readonly string[] ScopeWords = ["submit", "read", "operate"];

    /// <summary>Reads and checks.</summary>
    /// <param name="configuration">All sources, the strongest last.</param>
    /// <returns>Checked settings with absolute paths.</returns>
    /// <exception cref="SettingsException">Something is wrong.</exception>
    public static ServiceSettings Read(IConfiguration configuration)
    {
        List<string> problems = [];
        var section = configuration.GetSection(ServiceSettings.Section);
        var settings = Bind(section, problems);
        Annotations(settings, "", problems);
        Annotations(settings.Jobs, "Jobs:", problems);
        Annotations(settings.Limits, "Limits:", problems);
        Annotations(settings.Access, "Access:", problems);
        Annotations(settings.Retention, "Retention:", problems);
        Annotations(settings.Webhooks, "Webhooks:", problems);
        CheckKeys(settings.Access, problems);
        if (settings.Storage == StorageKind.PostgreSql)
        {
            settings = settings with { ConnectionString = WithPassword(settings, problems) };
        }

        CheckAddresses(Addresses(configuration), settings.Access, problems);
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        var media = Path.GetFullPath(MediaFolder(configuration, section, settings));
        return settings with
        {
            MediaBasePath = media,
            DataPath = settings.DataPath.Length == 0 ? Path.Combine(media, ".exportnative") : Path.GetFullPath(settings.DataPath),
            AllowedRoots = [.. settings.AllowedRoots.Select(Path.GetFullPath)],
        };
    }

    // The section's own value is the stronger one: it is what the command line sets.
    private static string MediaFolder(IConfiguration configuration, IConfigurationSection section, ServiceSettings settings)
        => section[nameof(ServiceSettings.MediaBasePath)] is null && configuration["MEDIA_BASE_PATH"] is { Length: > 0 } variable
            ? variable
            : settings.MediaBasePath;

    private static string WithPassword(ServiceSettings settings, List<string> problems)
    {
        if (settings.ConnectionString.Length == 0)
        {
            problems.Add("ConnectionString: is empty; PostgreSQL needs one, such as Host=db;Username=exportnative;Database=exportnative");
            return "";
        }

        try
        {
            var connection = new Npgsql.NpgsqlConnectionStringBuilder(settings.ConnectionString);
            if (settings.ConnectionPassword.Length > 0)
            {
                connection.Password = settings.ConnectionPassword;
            }

            return connection.ConnectionString;
        }
        catch (ArgumentException error)
        {
            problems.Add($"ConnectionString: {error.Message}");
            return "";
        }
    }

    private static ServiceSettings Bind(IConfigurationSection section, List<string> problems)
    {
        try
        {
            return section.Get<ServiceSettings>(options => options.ErrorOnUnknownConfiguration = true) ?? new ServiceSettings();
        }
        catch (InvalidOperationException error)
        {
            // The binder stops at the first value of a wrong type; go on with what can be read, to report the rest as well.
            problems.Add(error.InnerException is null ? error.Message : $"{error.Message} {error.InnerException.Message}");
            return new ServiceSettings();
        }
    }

    private static void Annotations(object settings, string prefix, List<string> problems)
    {
        List<ValidationResult> results = [];
        if (!Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true))
        {
            problems.AddRange(results.Select(result => $"{prefix}{string.Join(", ", result.MemberNames)}: {result.ErrorMessage}"));
        }
    }

    private static void CheckKeys(AccessSettings access, List<string> problems)
    {
        for (var i = 0; i < access.Keys.Count; i++)
        {
            var key = access.Keys[i];
            Annotations(key, $"Access:Keys:{i}:", problems);
            problems.AddRange(key.Scopes.Where(word => !ScopeWords.Contains(word, StringComparer.OrdinalIgnoreCase))
                .Select(word => $"Access:Keys:{i}:Scopes: \"{word}\" is none of {string.Join(", ", ScopeWords)}"));
        }

        problems.AddRange(access.TrustedProxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
            .Select(proxy => $"Access:TrustedProxies: \"{proxy}\" is neither an address nor a network such as 10.0.0.0/24"));
        problems.AddRange(access.Origins.Where(origin => !IsOrigin(origin)).Select(origin =>
            $"Access:Origins: \"{origin}\" is no origin, such as https://editor.example.com: scheme, name and port, and nothing behind them"));
        problems.AddRange(access.Keys.GroupBy(key => key.Name).Where(same => same.Count() > 1).Select(same => $"Access:Keys: more than one is named \"{same.Key}\""));
    }

    private static bool IsOrigin(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase) && uri.UserInfo.Length == 0;

    /// <summary>Everything that Kestrel is told to listen on.</summary>
    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        foreach (var url in Words(configuration["urls"]))
        {
            yield return url;
        }

        // Ports alone mean every address; Kestrel only looks at them when there are no urls.
        foreach (var port in configuration["urls"] is { Length: > 0 } ? [] : Words(configuration["http_ports"]).Concat(Words(configuration["https_ports"])))
        {
            yield return $"http://*:{port}";
        }

        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { Length: > 0 } url)
            {
                yield return url;
            }
        }
    }

    private static string[] Words(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Without keys only the loopback address may be listened on.</summary>
    private static void CheckAddresses(IEnumerable<string> addresses, AccessSettings access, List<string> problems)
    {
        if (access.Keys.Count == 0 && !access.AllowAnonymous)
        {
            problems.AddRange(addresses.Where(url => !IsLoopback(url)).Select(url =>
                $"urls: {url} can be reached by others, and there are no API keys; add Access:Keys, listen on 127.0.0.1, or set Access:AllowAnonymous to true"));
        }
    }

    private static bool IsLoopback(string url)
    {
        var address = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
    }
}
