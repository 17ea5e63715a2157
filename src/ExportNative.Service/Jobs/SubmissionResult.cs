namespace ExportNative.Service.Jobs;

/// <summary>What became of a submitted export.</summary>
internal enum SubmissionResult
{
    /// <summary>A job was made.</summary>
    Accepted,

    /// <summary>The same config is there already; nothing was made.</summary>
    AlreadyThere,

    /// <summary>The id belongs to another config, or to somebody else.</summary>
    OtherConfig,

    /// <summary>The owner has as many waiting and running exports as are allowed.</summary>
    TooMany,
}
