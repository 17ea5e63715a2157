using System.Diagnostics;
using System.Diagnostics.Metrics;
using ExportNative.Contracts;
using ExportNative.Service.Jobs;

namespace ExportNative.Service.Observe;

/// <summary>The service's own metrics and traces: a span for each export and each of its stages, none for a packet.</summary>
internal sealed class ServiceTelemetry : IDisposable
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "ExportNative";

    private readonly ActivitySource source = new(Name);
    private readonly Meter meter = new(Name);
    private readonly Counter<long> exports;
    private readonly Counter<long> bytes;
    private readonly Histogram<double> seconds;

    /// <summary>Makes the instruments.</summary>
    /// <param name="running">Asked for the exports at work.</param>
    public ServiceTelemetry(RunningExports running)
    {
        exports = meter.CreateCounter<long>("exportnative.exports", "{export}", "Exports that ended, by outcome.");
        bytes = meter.CreateCounter<long>("exportnative.written", "By", "Bytes of published files.");
        seconds = meter.CreateHistogram<double>("exportnative.export.duration", "s", "How long published exports took.");
        meter.CreateObservableGauge("exportnative.exports.running", () => running.All.Count, "{export}", "Exports that this process is working on.");
        meter.CreateObservableGauge(
            "exportnative.write.rate", () => running.All.Sum(export => export.Latest?.BytesPerSecond ?? 0), "By/s", "Bytes a second that running exports write.");
    }

    /// <summary>Begins an export's span; null when nobody listens.</summary>
    public Activity? StartExport(string id) => source.StartActivity("export")?.SetTag("export.id", id);

    /// <summary>Passes progress on, and opens a span for each stage.</summary>
    /// <param name="to">Gets every report.</param>
    /// <param name="export">The export's span; null when nobody listens.</param>
    public IProgress<ExportProgress> Follow(RunningExport to, Activity? export) => export is null ? to : new StageSpans(to, source, export);

    /// <summary>An export was published.</summary>
    public void Completed(long size, TimeSpan took)
    {
        exports.Add(1, new KeyValuePair<string, object?>("outcome", "completed"));
        bytes.Add(size);
        seconds.Record(took.TotalSeconds);
    }

    /// <summary>An attempt failed.</summary>
    public void Failed(ExportErrorKind kind, Activity? export)
    {
        exports.Add(1, new KeyValuePair<string, object?>("outcome", "failed"), new KeyValuePair<string, object?>("kind", kind.Name()));
        export?.SetStatus(ActivityStatusCode.Error, kind.Name());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        meter.Dispose();
    }

    private sealed class StageSpans(RunningExport to, ActivitySource source, Activity export) : IProgress<ExportProgress>
    {
        private Activity? stage;
        private ExportStage? current;

        public void Report(ExportProgress value)
        {
            if (current != value.Stage)
            {
                stage?.Dispose();
                current = value.Stage;
                stage = source.StartActivity($"export {value.Stage}", ActivityKind.Internal, export.Context);
            }

            if (value.Fraction >= 1)
            {
                stage?.Dispose();
                stage = null;
            }

            to.Report(value);
        }
    }
}
