namespace ExportNative.JobStorage;

/// <summary>What connections, transactions and pages of one storage share.</summary>
internal sealed record JobStorageParts(JobDatabase Database, LeaseKeeper Keeper, LockTable Locks, QueueSignals Signals, JobIds Ids, Clock Clock)
{
    public T Read<T>(Func<Session, T> read) => Database.Readers.Read(read);

    public T Write<T>(Func<Session, T> write, bool durable = true) => Database.Writer.Execute(write, durable);
}
