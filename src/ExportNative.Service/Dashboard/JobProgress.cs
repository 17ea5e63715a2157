using ExportNative.Contracts;
using ExportNative.Service.Jobs;

namespace ExportNative.Service.Dashboard;

/// <summary>How far one export is, as the dashboard's script shows it.</summary>
/// <param name="JobId">Hangfire's id.</param>
/// <param name="Id">The export's id.</param>
/// <param name="State">The status's word.</param>
/// <param name="Fraction">0 to 1; 1 only when completed.</param>
/// <param name="Segment">The segment being written, counted from 1; 0 before the first.</param>
/// <param name="Segments">Number of segments; 0 when not known yet.</param>
/// <param name="Packets">Packets written.</param>
/// <param name="PacketsPlanned">Packets that will be.</param>
/// <param name="Bytes">Bytes written.</param>
/// <param name="BytesPlanned">Bytes that will be.</param>
/// <param name="BytesPerSecond">Over the last few seconds.</param>
/// <param name="SecondsLeft">At this speed; null when it is not running or nothing was measured.</param>
/// <param name="Stage">The engine's step; null before the first.</param>
/// <param name="Message">What is going on, or why it failed.</param>
internal sealed record JobProgress(
    string JobId,
    string Id,
    string State,
    double Fraction,
    int Segment,
    int Segments,
    long Packets,
    long PacketsPlanned,
    long Bytes,
    long BytesPlanned,
    double BytesPerSecond,
    double? SecondsLeft,
    string? Stage,
    string? Message)
{
    /// <summary>Out of a record.</summary>
    public static JobProgress Of(ExportRecord record)
    {
        var figures = record.Progress ?? new ExportProgress { Stage = ExportStage.Config, Fraction = 0 };
        var runs = record.State == ExportState.Processing;
        return new JobProgress(
            record.JobId, record.Id, record.State.ToString().ToLowerInvariant(), record.Fraction,
            figures.SegmentCount == 0 ? 0 : figures.SegmentIndex + 1, figures.SegmentCount,
            figures.PacketsWritten, figures.PacketsPlanned, figures.BytesWritten, figures.BytesPlanned, runs ? figures.BytesPerSecond : 0,
            runs && figures.BytesPerSecond > 0 ? Math.Max(0, figures.BytesPlanned - figures.BytesWritten) / figures.BytesPerSecond : null,
            record.Progress is null ? null : figures.Stage.ToString().ToLowerInvariant(),
            record.Error ?? record.Message);
    }
}
