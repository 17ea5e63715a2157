using System.IO.Abstractions;
using ExportNative.Engine;
using ExportNative.Service.Api;
using ExportNative.Service.Api.Access;
using ExportNative.Service.Dashboard;
using ExportNative.Service.Jobs;
using ExportNative.Service.Library;
using ExportNative.Service.Observe;
using ExportNative.Service.Page;
using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ExportNative.Service;

/// <summary>Puts the service together. Only <c>serve</c> and <c>storage</c> touch this class, so that no other command loads the web host.</summary>
internal static class ServiceHost
{
    /// <summary>Names the folder whose files are settings, for secrets that must not stand in the environment.</summary>
    public const string SecretsVariable = "SECRETS_PATH";

    private const string DefaultAddress = "http://127.0.0.1:8080";

    /// <summary>Makes the service; it does not listen yet.</summary>
    /// <param name="overrides">Settings stronger than appsettings.json, the environment and the folder of secrets, by their configuration keys.</param>
    /// <param name="customize">Changes the host before it is built; null mostly.</param>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public static WebApplication Create(IEnumerable<KeyValuePair<string, string?>> overrides, Action<WebApplicationBuilder>? customize = null)
    {
        var (builder, settings) = Begin(overrides);
        if (builder.Configuration["urls"] is { Length: > 0 } urls)
        {
            builder.WebHost.UseUrls(urls);
        }

        builder.Host.UseSystemd();
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = TimeSpan.FromSeconds(25);

            // Exports are handed back at once, whatever requests still wait for.
            options.ServicesStopConcurrently = true;
        });
        AddParts(builder.Services, settings);
        builder.Services.AddAccess();
        builder.Services.AddCrossOrigin(settings);
        builder.AddLimits(settings);
        builder.AddObservation();
        builder.Services.AddDashboard(settings);
        customize?.Invoke(builder);

        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<LastCall>().Serve);
        app.UseTrustedProxies(settings);
        app.UseErrors();
        app.UseCors();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapHealth();
        if (settings.ServesApi)
        {
            app.MapExports();
            app.MapSources();
            app.MapSourceMedia();
            app.MapSession();
            app.MapClient();
            app.MapDocuments();
            app.MapPage();
            app.MapDashboard();
        }

        return app;
    }

    /// <summary>The settings that the service would run with.</summary>
    /// <param name="overrides">As for <see cref="Create"/>.</param>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public static ServiceSettings ReadSettings(IEnumerable<KeyValuePair<string, string?>> overrides) => Begin(overrides).Settings;

    private static (WebApplicationBuilder Builder, ServiceSettings Settings) Begin(IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        var builder = WebApplication.CreateSlimBuilder();

        // Of a setting that is given twice the last one counts, as with the other sources.
        Dictionary<string, string?> strongest = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in overrides)
        {
            strongest[key] = value;
        }

        if ((strongest.GetValueOrDefault(SecretsVariable) ?? builder.Configuration[SecretsVariable]) is { Length: > 0 } secrets)
        {
            // A file's name is the setting's: ExportNative__ConnectionPassword holds ExportNative:ConnectionPassword.
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(secrets), optional: true);
        }

        builder.Configuration.AddInMemoryCollection(strongest);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.Configuration.AddInMemoryCollection([new("urls", DefaultAddress)]);
        }

        return (builder, SettingsReader.Read(builder.Configuration));
    }

    private static void AddParts(IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IFileSystem, FileSystem>();
        services.AddSingleton<LastCall>();
        services.AddSingleton<ExportEngine>();
        services.AddSingleton<SecretKey>();
        services.AddSingleton<DownloadLinks>();
        services.AddSingleton<JobFolders>();
        services.AddSingleton<SourceLibrary>();
        services.AddSingleton<SourceProbeCache>();
        services.AddSingleton<PreviewFiles>();
        services.AddSingleton<SourcePreviews>();
        services.AddSingleton<SourceCheck>();

        services.AddSingleton(provider => JobStorages.Open(settings, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ExportRecords>();
        services.AddSingleton<ExportAttempts>();
        services.AddSingleton<IJobFilterProvider, JobFilters>();
        services.AddSingleton<JobActivator>(provider => new JobParts(provider));
        services.AddSingleton<IBackgroundJobClient>(provider =>
            new BackgroundJobClient(provider.GetRequiredService<Hangfire.JobStorage>(), provider.GetRequiredService<IJobFilterProvider>()));
        services.AddSingleton<RunningExports>();
        services.AddSingleton<ExportSubmission>();
        services.AddSingleton<ExportRemoval>();
        services.AddSingleton<WebhookTargets>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<ServiceTelemetry>();
        services.AddSingleton<ProgressKeeper>();
        services.AddTransient<ExportJob>();
        services.AddTransient<WebhookJob>();
        services.AddTransient<RetentionJob>();
        if (settings.RunsJobs)
        {
            services.AddHostedService(provider => provider.GetRequiredService<ProgressKeeper>());
            services.AddHostedService<CallbackDispatcher>();
            services.AddHostedService<JobServers>();
        }
    }
}
