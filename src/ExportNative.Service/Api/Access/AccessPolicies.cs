using ExportNative.Service.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Api.Access;

/// <summary>The policies that routes name.</summary>
internal static class AccessPolicies
{
    /// <summary>Make exports, cancel them, upload.</summary>
    public const string Submit = "submit";

    /// <summary>See and download.</summary>
    public const string Read = "read";

    /// <summary>Read or submit: whoever submitted an export may follow it.</summary>
    public const string Follow = "follow";

    /// <summary>What concerns everybody's exports.</summary>
    public const string Operate = "operate";

    /// <summary>The dashboard.</summary>
    public const string Dashboard = "dashboard";

    /// <summary>Whoever is known, with whatever scope.</summary>
    public const string Known = "known";

    /// <summary>Adds authentication by API key and the policies.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<Sessions>();
        services.AddAuthentication(ApiKeyHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Submit, With(AccessScope.Submit))
            .AddPolicy(Read, With(AccessScope.Read))
            .AddPolicy(Follow, With(AccessScope.Read, AccessScope.Submit))
            .AddPolicy(Operate, With(AccessScope.Operate))
            .AddPolicy(Dashboard, With(AccessScope.Operate))
            .AddPolicy(Known, With(AccessScope.Read, AccessScope.Submit))
            // A route that forgets to name a policy is closed to all but operators.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(ApiKeyHandler.SchemeName).RequireAssertion(context => context.User.Has(AccessScope.Operate)).Build());
    }

    private static Action<AuthorizationPolicyBuilder> With(params AccessScope[] scopes)
        => policy => policy.AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireAuthenticatedUser()
            .RequireAssertion(context => scopes.Any(context.User.Has));
}
