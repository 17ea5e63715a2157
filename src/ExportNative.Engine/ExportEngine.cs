using System.IO.Abstractions;
using ExportNative.Contracts;
using ExportNative.Engine.Encode;
using ExportNative.Engine.Plan;
using ExportNative.Engine.Publish;
using ExportNative.Engine.Read;
using ExportNative.Engine.Write;
using ExportNative.LibAv;
using Microsoft.Extensions.Logging;

namespace ExportNative.Engine;

/// <summary>
/// Cuts and joins camera files by stream copy: plan, read, write, publish, report. One instance serves any number of exports
/// at once; each call does its work on the caller's thread.
/// </summary>
/// <param name="fileSystem">Where media is read and outputs are written.</param>
/// <param name="clock">For progress and the report.</param>
/// <param name="loggers">FFmpeg's messages go to <c>ExportNative.Engine.FFmpeg</c>.</param>
public sealed class ExportEngine(IFileSystem fileSystem, TimeProvider clock, ILoggerFactory loggers)
{
    private const int MostRevisions = 6;
    private const int GlanceBuffer = 1 << 16;
    private readonly ILogger _ffmpeg = loggers.CreateLogger("ExportNative.Engine.FFmpeg");

    /// <summary>Decides the whole export and writes nothing.</summary>
    /// <exception cref="ExportException">It cannot be done; the kind says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ExportPlan Plan(ExportRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        LoadLibraries();
        using var sources = OpenSources(request, cancellation);
        _ = new MediaPaths(fileSystem, request.Folders).Output(request, sources.Names);
        return PlanDescription.Describe(MakePlan(request, sources, PlanAssumptions.Initial, cancellation), Effective(request));
    }

    /// <summary>Describes one media file.</summary>
    /// <param name="path">Any path; relative to the working directory.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ExportException">Missing, unreadable, or without a picture.</exception>
    public SourceProbe Probe(string path, CancellationToken cancellation)
    {
        LoadLibraries();
        var name = new SourceName(0, path, fileSystem.Path.GetFullPath(path));
        using var source = new SourceOpener(fileSystem, _ffmpeg).Open(name, cancellation);
        return SourceProbes.Describe(source);
    }

    /// <summary>Decodes the keyframe at or before a time, makes it small and turns it upright; the next one where the container has no index.</summary>
    /// <param name="path">Any path; relative to the working directory.</param>
    /// <param name="milliseconds">Source time, at least 0.</param>
    /// <param name="maxWidth">Most pixels across, before it is turned; smaller pictures keep their size.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ExportException">Missing, unreadable, or of a pixel format that is not planar YUV.</exception>
    public SourcePictureData Picture(string path, long milliseconds, int maxWidth, CancellationToken cancellation)
        => Look(path, source => SourcePicture.Take(source, new Time.Ratio(milliseconds, 1000), maxWidth, cancellation), cancellation);

    /// <summary>
    /// Decodes a file's sound and says how loud it is. Memory is the same for every length; of a file of more than two hours
    /// only a part of each peak's time is decoded.
    /// </summary>
    /// <param name="path">Any path; relative to the working directory.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>Null when it has no sound.</returns>
    /// <exception cref="ExportException">Missing or unreadable.</exception>
    public SoundPeaksData? Peaks(string path, CancellationToken cancellation)
        => Look(path, source => SoundPeaks.Take(source, cancellation), cancellation);

    /// <summary>Finds the file that a config's source path means, under the rules that an export applies to it.</summary>
    /// <param name="index">The source's place in the config, for errors.</param>
    /// <param name="filePath">As the config names it.</param>
    /// <param name="folders">Where sources may lie.</param>
    /// <returns>Its absolute path with every link resolved.</returns>
    /// <exception cref="ExportException">Missing, or outside the folders.</exception>
    public string Locate(int index, string filePath, MediaFolders folders) => new MediaPaths(fileSystem, folders).Source(index, filePath).Path;

    /// <summary>A path with every link on it resolved, as <see cref="Locate"/> resolves; what does not exist stays as it is.</summary>
    /// <exception cref="ExportException">The links go in a circle.</exception>
    public string Resolve(string path) => new MediaPaths(fileSystem, new MediaFolders { Base = path }).Resolve(path);

    /// <summary>Name of a file, output or report, while the attempt that makes it has not published it.</summary>
    /// <param name="fileSystem">Where it is.</param>
    /// <param name="final">Absolute path of the published file.</param>
    /// <param name="attempt">As in <see cref="ExportRequest.Attempt"/>.</param>
    public static string TemporaryName(IFileSystem fileSystem, string final, string attempt)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        return OutputFile.Temporary(fileSystem, final, attempt);
    }

    /// <summary>Makes the file and its report. The file has its final name only when it is whole and checked.</summary>
    /// <param name="request">What to make.</param>
    /// <param name="progress">Told at most four times a second, on the calling thread; null for nobody.</param>
    /// <param name="cancellation">Stops within a packet; nothing is left behind.</param>
    /// <exception cref="ExportException">It cannot be done; the kind says why. Nothing is left behind.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ExportReport Export(ExportRequest request, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var startedAt = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var libraries = LoadLibraries();
        using var sources = OpenSources(request, cancellation);
        var outputPath = new MediaPaths(fileSystem, request.Folders).Output(request, sources.Names);
        var assumptions = PlanAssumptions.Initial;
        var revisions = new List<string>();
        while (true)
        {
            var plan = MakePlan(request, sources, assumptions, cancellation);
            request.Planned?.Invoke(PlanDescription.Describe(plan, Effective(request)));
            try
            {
                return Write(
                    request, plan, assumptions, outputPath, progress,
                    written => written.Report(plan, Effective(request), sources.BytesRead, revisions, libraries, startedAt, (long)clock.GetElapsedTime(started).TotalMilliseconds),
                    cancellation);
            }
            catch (PlanRevisionException e) when (revisions.Count < MostRevisions)
            {
                revisions.Add(e.Message);
                assumptions = e.Revised;
            }
            catch (PlanRevisionException e)
            {
                throw new ExportException(ExportErrorKind.SourceUnreadable, ExportStage.Read, null, null, e.Message, "Convert the file first.", e);
            }
        }
    }

    // Plan and report name the output where it really goes.
    private static ExportConfig Effective(ExportRequest request) => request.OutputPath is { } path
        ? request.Config with { Output = request.Config.Output with { FilePath = path } }
        : request.Config;

    private static FFmpegVersions LoadLibraries()
    {
        try
        {
            return FFmpeg.Load();
        }
        catch (FFmpegNotFoundException e)
        {
            throw new ExportException(ExportErrorKind.LibrariesMissing, ExportStage.Plan, null, null, e.Message, "", e);
        }
    }

    // Small reads: what is looked at lies far apart.
    private T Look<T>(string path, Func<SourceGlance, T> look, CancellationToken cancellation)
    {
        LoadLibraries();
        var name = new SourceName(0, path, fileSystem.Path.GetFullPath(path));
        using var source = new SourceOpener(fileSystem, _ffmpeg).Glance(name, GlanceBuffer, cancellation);
        try
        {
            return look(source);
        }
        catch (Exception e) when (e is LibAvException or IOException)
        {
            throw SourceErrors.Unreadable(name, e.Message, e);
        }
    }

    private OpenSources OpenSources(ExportRequest request, CancellationToken cancellation) =>
        Read.OpenSources.Open(request.Config, new MediaPaths(fileSystem, request.Folders), new SourceOpener(fileSystem, _ffmpeg), cancellation);

    private static ProgramPlan MakePlan(ExportRequest request, OpenSources sources, PlanAssumptions assumptions, CancellationToken cancellation)
    {
        var output = request.Config.Output;
        var container = OutputContainer.For(output.Format, request.OutputPath ?? output.FilePath);
        foreach (var index in assumptions.VariableRateSources)
        {
            sources.ByIndex[index].Video.Grid = null;
        }

        foreach (var index in assumptions.ClosedGopSources)
        {
            sources.ByIndex[index].Video.Keyframes.RefusesOpenGop = true;
        }

        return new ProgramPlanner(request.Config, sources.ByIndex, container, assumptions, sources.Master).Plan(cancellation);
    }

    private ExportReport Write(
        ExportRequest request, ProgramPlan plan, PlanAssumptions assumptions, string outputPath, IProgress<ExportProgress>? progress,
        Func<WrittenProgram, ExportReport> describe, CancellationToken cancellation)
    {
        var displayName = request.OutputPath ?? request.Config.Output.FilePath;
        var silence = SilenceForPlan.Make(plan);
        var meter = new ProgressMeter(plan, clock, progress);
        var attempt = request.Attempt ?? Guid.NewGuid().ToString("N");
        using var file = OutputFile.Create(fileSystem, outputPath, displayName, attempt, plan.MediaBytes);
        try
        {
            // 1. Write everything once.
            using var output = new OutputAssembly(plan, request.Config, file.Stream, assumptions, silence, request.Verify || request.Config.Verify, _ffmpeg, cancellation);
            using var parts = new PartWorkers(plan, request.CutWorkers ?? Environment.ProcessorCount, fileSystem, clock, _ffmpeg, cancellation);
            var tally = new SegmentTally(plan, output.Audio);
            meter.Watch(parts, () => (output.VideoTrack.Packets + (output.AudioTrack?.Packets ?? 0), output.BytesWritten, tally.CurrentSegment));
            meter.Enter(ExportStage.Write);
            new ProgramWriter(plan, output.Video, output.Audio, output.Master, parts, tally, meter).Write(cancellation);
            output.Finish();

            // 2. Make sure of it.
            file.Flush();
            meter.Enter(ExportStage.Verify);
            var verification = FinishedFileCheck.Run(file.Stream, displayName, plan, output, _ffmpeg, cancellation);

            // 3. Write the report beside it, so that both are there or neither.
            var report = describe(WrittenProgram.Of(output, tally, file.Stream.Length, verification));
            using var reportFile = ReportFile.Write(fileSystem, request.ReportPath ?? ReportFile.Beside(fileSystem, outputPath), attempt, report);

            // 4. Give them their names.
            cancellation.ThrowIfCancellationRequested();
            if (request.MayPublish?.Invoke() == false)
            {
                throw new ExportException(ExportErrorKind.Cancelled, ExportStage.Publish, displayName, null, "somebody else has taken over this export.", "Nothing: the other one publishes it.");
            }

            file.Publish();
            reportFile.Publish();
            meter.Publish();
            return report;
        }
        catch (LibAvException e)
        {
            throw WriteErrors.From(e, displayName);
        }
        catch (IOException e)
        {
            throw WriteErrors.From(e, displayName);
        }
    }
}
