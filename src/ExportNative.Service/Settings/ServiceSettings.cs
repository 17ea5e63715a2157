using System.ComponentModel.DataAnnotations;

namespace ExportNative.Service.Settings;

/// <summary>
/// Everything that can be set, section <c>ExportNative</c> of the configuration: appsettings.json, then environment
/// (<c>ExportNative__Jobs__Concurrency=4</c>, and <c>MEDIA_BASE_PATH</c>), then files in the folder that <c>SECRETS_PATH</c>
/// names, then the command line.
/// </summary>
public sealed record ServiceSettings
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "ExportNative";

    /// <summary>Folder of sources and exports. Default <c>./data</c>; made if missing.</summary>
    [Required]
    public string MediaBasePath { get; init; } = "./data";

    /// <summary>Folder of the job database and the signing key. Empty: <c>.exportnative</c> in the media folder.</summary>
    public string DataPath { get; init; } = "";

    /// <summary>Further folders in which a config may name sources by an absolute path. Default none.</summary>
    public IReadOnlyList<string> AllowedRoots { get; init; } = [];

    /// <summary>Which part of the service this process is. Default everything.</summary>
    [EnumDataType(typeof(ServiceRole))]
    public ServiceRole Role { get; init; } = ServiceRole.All;

    /// <summary>Where jobs are kept. Default a SQLite file.</summary>
    [EnumDataType(typeof(StorageKind))]
    public StorageKind Storage { get; init; } = StorageKind.Sqlite;

    /// <summary>Npgsql connection string, only for PostgreSQL.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>
    /// PostgreSQL's password apart from the connection string, so that it can come from a file of its own. Empty: the
    /// connection string says it, or the server asks for none.
    /// </summary>
    public string ConnectionPassword { get; init; } = "";

    /// <summary>Free bytes on the media folder's disk below which the service says that it is not ready. Default 1 GiB.</summary>
    [Range(0L, 1L << 50)]
    public long MinFreeBytes { get; init; } = 1L << 30;

    /// <summary>How exports are run.</summary>
    public JobSettings Jobs { get; init; } = new();

    /// <summary>How much a client may ask for.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>Who may do what.</summary>
    public AccessSettings Access { get; init; } = new();

    /// <summary>How long things are kept.</summary>
    public RetentionSettings Retention { get; init; } = new();

    /// <summary>Calls when an export has ended.</summary>
    public WebhookSettings Webhooks { get; init; } = new();

    /// <summary>Whether this process answers the API and the dashboard.</summary>
    public bool ServesApi => Role != ServiceRole.Worker;

    /// <summary>Whether this process runs exports.</summary>
    public bool RunsJobs => Role != ServiceRole.Api;
}
