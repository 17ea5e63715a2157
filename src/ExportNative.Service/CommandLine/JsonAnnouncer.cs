using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>
/// One JSON object a line, each with <c>event</c>: plan, warning, progress, error, completed. Everything goes to
/// standard output, errors too, so that one stream tells the whole story.
/// </summary>
internal sealed class JsonAnnouncer(Terminal terminal, TimeProvider clock) : Announcer(clock)
{
    // Names and titles as they are: no HTML page is made of this.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override int MostWarnings => int.MaxValue;

    /// <inheritdoc/>
    public override void Warn(ConfigProblem warning) => Event("warning", json =>
    {
        json.WriteString("message", warning.ToString());
        Problem(json, warning);
    });

    /// <inheritdoc/>
    public override void Warn(ExportWarning warning) => Event("warning", json =>
    {
        json.WriteString("message", warning.Message);
        if (warning.SegmentIndex is { } segment)
        {
            json.WriteNumber("segmentIndex", segment);
        }
    });

    /// <inheritdoc/>
    public override void Failed(ExportException error) => Event("error", json =>
    {
        json.WriteString("kind", error.Kind.Name());
        json.WritePropertyName("stage");
        JsonSerializer.Serialize(json, error.Stage, ContractsJson.Default.ExportStage);
        json.WriteNumber("exitCode", error.Kind.ExitCode());
        if (error.File is { } file)
        {
            json.WriteString("file", file);
        }

        if (error.SegmentIndex is { } segment)
        {
            json.WriteNumber("segmentIndex", segment);
        }

        json.WriteString("message", error.Message);
        json.WriteString("whatToDo", error.WhatToDo);
        if (error.ConfigProblems.Count == 0)
        {
            return;
        }

        json.WriteStartArray("problems");
        foreach (var problem in error.ConfigProblems)
        {
            json.WriteStartObject();
            Problem(json, problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <inheritdoc/>
    protected override void ShowPlan(ExportPlan plan) => Event("plan", json =>
    {
        json.WritePropertyName("plan");
        JsonSerializer.Serialize(json, plan, ContractsJson.Default.ExportPlan);
    });

    /// <inheritdoc/>
    protected override void ShowReport(ExportReport report) => Event("completed", json =>
    {
        json.WritePropertyName("report");
        JsonSerializer.Serialize(json, report, ContractsJson.Default.ExportReport);
    });

    /// <inheritdoc/>
    protected override void Show(ProgressText progress) => Event("progress", json =>
    {
        var figures = progress.Progress;
        json.WritePropertyName("stage");
        JsonSerializer.Serialize(json, figures.Stage, ContractsJson.Default.ExportStage);
        json.WriteNumber("fraction", Math.Round(figures.Fraction, 6));
        json.WriteNumber("programSecondsWritten", figures.ProgramTimeWritten.TotalSeconds);
        json.WriteNumber("programSecondsPlanned", figures.ProgramTimePlanned.TotalSeconds);
        json.WriteNumber("packetsWritten", figures.PacketsWritten);
        json.WriteNumber("packetsPlanned", figures.PacketsPlanned);
        json.WriteNumber("picturesEncoded", figures.PicturesEncoded);
        json.WriteNumber("picturesToEncode", figures.PicturesToEncode);
        json.WriteNumber("bytesWritten", figures.BytesWritten);
        json.WriteNumber("bytesPlanned", figures.BytesPlanned);
        json.WriteNumber("segmentIndex", figures.SegmentIndex);
        json.WriteNumber("segmentCount", figures.SegmentCount);
        json.WriteNumber("bytesPerSecond", Math.Round(figures.BytesPerSecond));
        if (progress.TimesRealTime is { } times)
        {
            json.WriteNumber("timesRealTime", Math.Round(times, 3));
        }

        if (progress.TimeLeft is { } left)
        {
            json.WriteNumber("secondsLeft", Math.Round(left.TotalSeconds, 1));
        }
    });

    private static void Problem(Utf8JsonWriter json, ConfigProblem problem)
    {
        json.WriteString("path", problem.Path);
        json.WriteString("problem", problem.Problem);
        json.WriteString("expected", problem.Expected);
    }

    private void Event(string name, Action<Utf8JsonWriter> body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            body(json);
            json.WriteEndObject();
        }

        terminal.Output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
