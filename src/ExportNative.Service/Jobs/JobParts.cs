using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace ExportNative.Service.Jobs;

/// <summary>Makes jobs out of the service's parts.</summary>
internal sealed class JobParts(IServiceProvider services) : JobActivator
{
    /// <inheritdoc/>
    public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
}
