using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Service.Library;
using ExportNative.Service.Settings;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace ExportNative.Service.Jobs;

/// <summary>Takes exports in. The same config may come any number of times, at the same time and from several processes: it becomes one job.</summary>
internal sealed class ExportSubmission(
    Hangfire.JobStorage storage, IBackgroundJobClient jobs, ExportRecords records, JobFolders folders, ServiceSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);
    private long lastOrder;

    /// <summary>Takes one export in.</summary>
    /// <param name="config">Checked against its rules, and its sources looked at.</param>
    /// <param name="owner">Whom it belongs to; empty without keys.</param>
    /// <param name="cancellation">The client has gone; what was taken in stays so.</param>
    public async Task<SubmissionResult> Submit(ExportConfig config, string owner, CancellationToken cancellation)
    {
        // What the client believes the state to be is not part of what it asks for.
        var normal = JsonSerializer.SerializeToUtf8Bytes(config with { Status = null }, ContractsJson.Default.ExportConfig);
        var digest = Convert.ToHexStringLower(SHA256.HashData(normal));
        if (Known(config.Id, digest, owner) is { } known)
        {
            return known;
        }

        // Waiting for a neighbour in this process is cheap, waiting for a lock in a database is not.
        var gate = gates.GetOrAdd(config.Id, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellation);
        try
        {
            return Known(config.Id, digest, owner) ?? TakeIn(config, normal, digest, owner);
        }
        finally
        {
            gate.Release();
            gates.TryRemove(config.Id, out _);
        }
    }

    private SubmissionResult TakeIn(ExportConfig config, byte[] normal, string digest, string owner)
    {
        using var connection = storage.GetConnection();
        using var taken = connection.AcquireDistributedLock(ExportRecords.Lock(config.Id), LockTimeout);
        if (Known(config.Id, digest, owner) is { } known)
        {
            return known;
        }

        var active = records.Count(ExportRecords.Of(owner, ExportState.Pending)) + records.Count(ExportRecords.Of(owner, ExportState.Processing));
        if (active >= settings.Limits.MaxActivePerOwner)
        {
            return SubmissionResult.TooMany;
        }

        folders.Prepare(config.Id, normal, config.Output.FilePath);
        var ticket = new ExportTicket
        {
            Id = config.Id,
            Digest = digest,
            Owner = owner,
            ProjectName = config.ProjectName,
            Tags = [.. config.Tags ?? []],
            Priority = config.Priority,
            SubmittedAt = NextOrder(),
            OutputPath = config.Output.FilePath,
            CallbackUrl = config.CallbackUrl,
        };
        jobs.Create(Job.FromExpression<ExportJob>(job => job.Run(ticket, null!, CancellationToken.None)), new EnqueuedState(JobQueues.Of(config.Priority)));
        return SubmissionResult.Accepted;
    }

    private SubmissionResult? Known(string id, string digest, string owner)
    {
        // A cancelled export was removed by its client, so its id is free again.
        if (records.Find(id) is not { } record || record.State == ExportState.Cancelled)
        {
            return null;
        }

        return record.Digest == digest && record.Owner == owner ? SubmissionResult.AlreadyThere : SubmissionResult.OtherConfig;
    }

    // Two exports of one process never share a place in the lists.
    private long NextOrder()
    {
        while (true)
        {
            var last = Interlocked.Read(ref lastOrder);
            var next = Math.Max(last + 1, (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            if (Interlocked.CompareExchange(ref lastOrder, next, last) == last)
            {
                return next;
            }
        }
    }
}
