namespace ExportNative.Service.Settings;

/// <summary>Where jobs and the exports' records are kept.</summary>
public enum StorageKind
{
    /// <summary>A file in the data folder: one machine, any number of processes. The default.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server: any number of machines.</summary>
    PostgreSql,
}
