using System.Security.Claims;
using ExportNative.Service.Jobs;
using ExportNative.Service.Settings;

namespace ExportNative.Service.Api.Access;

/// <summary>Who sent a request, out of the claims that <see cref="ApiKeyHandler"/> gave it.</summary>
internal static class Caller
{
    /// <summary>Claim with the owner of exports.</summary>
    public const string OwnerClaim = "owner";

    /// <summary>Claim with one scope, lower case.</summary>
    public const string ScopeClaim = "scope";

    /// <summary>Whom the caller's exports belong to; empty without keys.</summary>
    public static string Owner(this ClaimsPrincipal user) => user.FindFirstValue(OwnerClaim) ?? "";

    /// <summary>Whether the caller has a scope, or <see cref="AccessScope.Operate"/>.</summary>
    public static bool Has(this ClaimsPrincipal user, AccessScope scope)
        => user.HasClaim(ScopeClaim, Word(scope)) || user.HasClaim(ScopeClaim, Word(AccessScope.Operate));

    /// <summary>Whether an export is the caller's business. Others are told that it does not exist.</summary>
    public static bool MaySee(this ClaimsPrincipal user, ExportRecord record)
        => user.Has(AccessScope.Operate) || record.Owner == user.Owner();

    /// <summary>A scope as it is written in settings and claims.</summary>
    public static string Word(AccessScope scope) => scope.ToString().ToLowerInvariant();
}
