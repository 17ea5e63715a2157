namespace ExportNative.Service.Settings;

/// <summary>Which part of the service a process is.</summary>
public enum ServiceRole
{
    /// <summary>Everything in one process. The default.</summary>
    All,

    /// <summary>HTTP API and dashboard; it runs no exports.</summary>
    Api,

    /// <summary>Runs exports and housekeeping; answers only health and metrics.</summary>
    Worker,
}
