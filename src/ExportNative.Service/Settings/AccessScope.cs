namespace ExportNative.Service.Settings;

/// <summary>What an API key may do. <see cref="Operate"/> includes the others, which do not include each other.</summary>
[Flags]
public enum AccessScope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Make exports, cancel its own, upload sources.</summary>
    Submit = 1,

    /// <summary>See its own exports, plans, reports and the library, and download.</summary>
    Read = 2,

    /// <summary>Everything with everybody's exports, delete sources, the dashboard, metrics.</summary>
    Operate = 4,
}
