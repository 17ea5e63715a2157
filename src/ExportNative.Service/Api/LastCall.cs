using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ExportNative.Service.Api;

/// <summary>
/// Gives requests a few seconds to end when the service is told to stop, and ends the rest. Without it one download by a
/// client that does not read holds the whole process, until a container engine kills it.
/// </summary>
internal sealed class LastCall : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource over;
    private readonly CancellationTokenRegistration stopping;

    /// <summary>Begins to listen for the stop.</summary>
    public LastCall(IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        stopping = lifetime.ApplicationStopping.Register(() => over.CancelAfter(Grace));
    }

    /// <summary>Runs a request; it is aborted when the time is over.</summary>
    public async Task Serve(HttpContext http, RequestDelegate next)
    {
        using (over.Token.UnsafeRegister(static request => ((HttpContext)request!).Abort(), http))
        {
            await next(http);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Dispose();
        over.Dispose();
    }
}
