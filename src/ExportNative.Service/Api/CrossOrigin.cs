using ExportNative.Service.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Api;

/// <summary>Which other sites' pages may call the API from a browser.</summary>
internal static class CrossOrigin
{
    /// <summary>
    /// Lets the pages of the settings' origins call with a key and read what they need of the answer. Cookies are not for them:
    /// a session belongs to the service's own pages.
    /// </summary>
    public static void AddCrossOrigin(this IServiceCollection services, ServiceSettings settings) => services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. settings.Access.Origins])
        .WithMethods("GET", "HEAD", "POST", "PUT", "DELETE")
        .WithHeaders("Authorization", "X-Api-Key", "Content-Type", "Content-Range", "Range", "Upload-Fingerprint")
        .WithExposedHeaders("Upload-Offset", "Retry-After", "Content-Disposition", "ETag")
        .SetPreflightMaxAge(TimeSpan.FromHours(1))));
}
