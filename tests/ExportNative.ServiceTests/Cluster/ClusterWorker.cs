namespace ExportNative.ServiceTests.Cluster;

/// <summary>A worker on a host of its own, which can be killed and started again.</summary>
internal sealed class ClusterWorker : IDisposable
{
    private readonly Func<Task<ServedProduct>> start;
    private readonly List<ServedProduct> ended = [];
    private ServedProduct process;

    private ClusterWorker(string host, Func<Task<ServedProduct>> start, ServedProduct process)
    {
        Host = host;
        this.start = start;
        this.process = process;
    }

    /// <summary>Its host.</summary>
    public string Host { get; }

    /// <summary>The end of what it wrote.</summary>
    public string Log => process.Log;

    /// <summary>Everything that it wrote, over all its lives.</summary>
    public IEnumerable<string> Lines => ended.Append(process).SelectMany(one => one.Lines);

    /// <summary>Starts one.</summary>
    public static async Task<ClusterWorker> Start(ClusterNetwork network, string host, string media, (string, string)[] settings)
    {
        var address = network.Add(host);
        Task<ServedProduct> Begin() => ServedProduct.StartIn(network.On(host), media, $"http://{address}:8080", [.. settings, ("Role", "worker")]);
        return new ClusterWorker(host, Begin, await Begin());
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(string name) => process.Signal(name);

    /// <summary>Kills it, frozen or not.</summary>
    public void Kill() => process.Kill();

    /// <summary>Asks it to stop.</summary>
    /// <returns>Its exit code.</returns>
    public int Stop() => process.Stop();

    /// <summary>Starts it again after its end, as often as it takes: it gives up when the database is away for too long.</summary>
    public async Task Restart()
    {
        for (var left = 4; ; left--)
        {
            try
            {
                var next = await start();
                ended.Add(process);
                process = next;
                return;
            }
            catch (Xunit.Sdk.XunitException) when (left > 0)
            {
                // A supervisor starts it once more.
            }
        }
    }

    public void Dispose()
    {
        process.Dispose();
        ended.ForEach(one => one.Dispose());
    }
}
