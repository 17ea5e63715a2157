using System.Collections.Concurrent;
using System.Diagnostics;
using ExportNative.Service.Observe;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ExportNative.ServiceTests;

/// <summary>Logs carry the export's id, and traces have a span for each stage.</summary>
public sealed class LogTests(Footage footage)
{
    [Fact]
    public async Task Every_message_of_an_export_and_of_ffmpeg_below_it_carries_the_exports_id()
    {
        var log = new ScopedLog();
        await using var service = await TestService.Start(footage, services => services.AddSingleton<ILoggerProvider>(log));

        // Bytes in the middle that are no packets any more: FFmpeg's demuxer has something to say.
        var path = Path.Combine(service.Media, "sources", "cam2.mp4");
        Footage.Run("ffmpeg", "-v", "error", "-nostdin", "-y", "-i", path, "-c", "copy", "-f", "mpegts", Path.Combine(service.Media, "sources", "broken.ts"));
        await using (var file = File.OpenWrite(Path.Combine(service.Media, "sources", "broken.ts")))
        {
            file.Position = file.Length / 2;
            await file.WriteAsync(new byte[4_000], TestContext.Current.CancellationToken);
        }

        var config = Configs.Make("logged", segments: 1);
        config["sources"]![0]!["filePath"] = "broken.ts";
        using var answer = await service.Post(config);
        if (answer.IsSuccessStatusCode)
        {
            await service.Until("logged", "completed", "failed");
        }

        var own = log.Messages.Where(message => message.Category.EndsWith(".ExportJob", StringComparison.Ordinal)).ToList();
        Assert.True(own.Count >= 2);
        Assert.All(own, message => Assert.Equal("logged", message.ExportId));
        var native = log.Messages.Where(message => message.Category == "ExportNative.Engine.FFmpeg" && message.ExportId is not null).ToList();
        Assert.NotEmpty(native);
        Assert.All(native, message => Assert.Equal("logged", message.ExportId));
    }

    [Fact]
    public async Task A_trace_has_a_span_for_the_export_and_for_each_stage_and_none_for_packets()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ServiceTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await TestService.Start(footage);
        await service.Submit(Configs.Make("traced", segments: 20));
        await service.Until("traced", "completed");

        await TestService.Until(() => Task.FromResult(spans.Any(span => (string?)span.GetTagItem("export.id") == "traced")), "the span ends");
        var export = spans.Single(span => (string?)span.GetTagItem("export.id") == "traced");
        var stages = spans.Where(span => span.ParentSpanId == export.SpanId && span.TraceId == export.TraceId).Select(span => span.OperationName).ToList();
        Assert.Equal(["export Publish", "export Verify", "export Write"], stages.Order());
    }

    private sealed class ScopedLog : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<(string Category, string? ExportId, string Text)> Messages { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public void Dispose()
        {
        }

        private sealed class Category(ScopedLog owner, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => owner.scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                string? id = null;
                owner.scopes.ForEachScope(
                    (scope, _) =>
                    {
                        if (scope is IReadOnlyDictionary<string, object> values && values.TryGetValue("ExportId", out var value))
                        {
                            id = (string)value;
                        }
                    },
                    0);
                owner.Messages.Enqueue((category, id, formatter(state, exception)));
            }
        }
    }
}
