namespace ExportNative.Service.Api;

/// <summary>Paths that more than one part needs to know.</summary>
internal static class ServiceRoutes
{
    /// <summary>Hangfire's dashboard.</summary>
    public const string Dashboard = "/hangfire";
}
