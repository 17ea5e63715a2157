namespace ExportNative.JobStorage.PostgreSql;

/// <summary>A row of a queue that this process has fetched.</summary>
/// <param name="Id">The row.</param>
/// <param name="JobId">Hangfire's id of the job.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Token">Grows each time the row is fetched or taken away; whoever holds an old one holds nothing.</param>
internal sealed record PostgreSqlFetchedRow(long Id, string JobId, string Queue, int Token);
