using System.Diagnostics;

namespace ExportNative.LibAvTests;

/// <summary>Streams that fail, end early, shrink or hang, and cancellation.</summary>
public sealed class FailureTests
{
    [Fact]
    public void An_exception_of_the_stream_comes_out_as_the_cause_while_opening()
    {
        var cause = new IOException("the cable came off");
        using var stream = new TroubledStream(File.OpenRead(Footage.Mp4)) { BeforeRead = _ => throw cause };
        var error = Assert.Throws<LibAvException>(() => Open(stream, CancellationToken.None));
        Assert.Same(cause, error.InnerException);
        Assert.Contains("the cable came off", error.Message, StringComparison.Ordinal);
        Assert.Contains("'a.mp4'", error.Message, StringComparison.Ordinal);
        Assert.Equal("av_probe_input_buffer2", error.Function);
    }

    [Fact]
    public void An_exception_of_the_stream_comes_out_as_the_cause_while_reading()
    {
        var cause = new IOException("the cable came off");
        using var stream = new TroubledStream(File.OpenRead(Footage.Mp4));
        using var source = Open(stream, CancellationToken.None, new DemuxerOptions { BufferSize = 32768 });
        using var packet = new Packet();
        Assert.True(source.Read(packet));
        stream.BeforeRead = _ => throw cause;
        var error = Assert.Throws<LibAvException>(() => ReadAll(source));
        Assert.Same(cause, error.InnerException);
        Assert.Equal(("av_read_frame", "reading 'a.mp4'"), (error.Function, error.Doing));
        Assert.Same(cause, Assert.Throws<LibAvException>(() => source.Read(packet)).InnerException);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_an_error_and_not_its_end()
    {
        var path = Footage.PathFor($"shrinking-{Guid.NewGuid():N}.mp4");
        File.Copy(Footage.Mp4, path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        using var source = Open(file, CancellationToken.None, new DemuxerOptions { BufferSize = 32768 });
        using var packet = new Packet();
        Assert.True(source.Read(packet));
        file.SetLength(file.Length / 2);
        var error = Assert.Throws<LibAvException>(() => ReadAll(source));
        var cause = Assert.IsType<EndOfStreamException>(error.InnerException);
        Assert.Contains("when it was opened", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_off_before_it_was_opened_ends_with_a_corrupt_packet_or_an_error()
    {
        var whole = File.ReadAllBytes(Footage.Make("plain.mkv", $"-i {Footage.Mp4} -c copy"));
        using var stream = new MemoryStream(whole, 0, whole.Length * 2 / 3);
        using var source = Open(stream, CancellationToken.None);
        using var packet = new Packet();
        var count = 0;
        var complained = false;
        try
        {
            for (; source.Read(packet); count++) complained |= packet.IsCorrupt;
        }
        catch (LibAvException)
        {
            complained = true;
        }
        Assert.True(count is > 100 and < 760);
        // Matroska drops an unfinished block silently; then only the length tells. MP4's index knows better.
        using var half = new MemoryStream(File.ReadAllBytes(Footage.Make("front.mp4", $"-i {Footage.Mp4} -c copy -movflags faststart"))[..^60000]);
        using var mp4 = Open(half, CancellationToken.None);
        try
        {
            while (mp4.Read(packet)) complained |= packet.IsCorrupt;
        }
        catch (LibAvException)
        {
            complained = true;
        }
        Assert.True(complained);
    }

    [Fact]
    public void Opening_is_cancelled_between_reads()
    {
        using var cancel = new CancellationTokenSource();
        using var stream = new TroubledStream(File.OpenRead(Footage.Mp4)) { BeforeRead = _ => cancel.Cancel() };
        var error = Assert.ThrowsAny<OperationCanceledException>(() => Open(stream, cancel.Token, new DemuxerOptions { BufferSize = 4096 }));
        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    [Fact]
    public void Reading_is_cancelled_and_can_go_on_under_another_token()
    {
        using var stream = File.OpenRead(Footage.Mp4);
        using var source = Open(stream, CancellationToken.None, new DemuxerOptions { BufferSize = 4096 });
        using var packet = new Packet();
        using var cancel = new CancellationTokenSource();
        source.Cancellation = cancel.Token;
        Assert.True(source.Read(packet));
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => source.Read(packet));
        source.Cancellation = CancellationToken.None;
        source.Seek(0, 0, SeekMode.Backward);
        Assert.Equal(300, ReadAll(source));
    }

    [Fact]
    public void A_read_that_hangs_fails_after_the_time_limit()
    {
        using var never = new ManualResetEventSlim();
        using var stream = new TroubledStream(File.OpenRead(Footage.Mp4));
        using var source = Open(stream, CancellationToken.None, new DemuxerOptions { BufferSize = 32768, StallTimeout = TimeSpan.FromMilliseconds(150) });
        using var packet = new Packet();
        Assert.True(source.Read(packet));
        stream.BeforeRead = _ => never.Wait(TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        var error = Assert.Throws<LibAvException>(() => ReadAll(source));
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.InRange(clock.ElapsedMilliseconds, 100, 5000);
        never.Set();
    }

    [Fact]
    public void A_read_that_hangs_is_cancelled_at_once()
    {
        using var never = new ManualResetEventSlim();
        using var stream = new TroubledStream(File.OpenRead(Footage.Mp4));
        using var cancel = new CancellationTokenSource();
        using var source = Open(stream, cancel.Token, new DemuxerOptions { BufferSize = 32768, StallTimeout = TimeSpan.FromMinutes(5) });
        using var packet = new Packet();
        Assert.True(source.Read(packet));
        stream.BeforeRead = _ =>
        {
            cancel.CancelAfter(50);
            never.Wait(TestContext.Current.CancellationToken);
        };
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => ReadAll(source));
        Assert.InRange(clock.ElapsedMilliseconds, 20, 5000);

        // The stuck read still has the stream: nothing more can be read, and that is said.
        source.Cancellation = CancellationToken.None;
        var error = Assert.Throws<LibAvException>(() => ReadAll(source));
        Assert.Contains("never returned", error.Message, StringComparison.Ordinal);
        never.Set();
    }

    [Fact]
    public void Reads_with_a_time_limit_deliver_the_same_packets()
    {
        using var plain = Open(File.OpenRead(Footage.Mp4), CancellationToken.None);
        using var limited = Open(File.OpenRead(Footage.Mp4), CancellationToken.None, new DemuxerOptions { StallTimeout = TimeSpan.FromSeconds(20), BufferSize = 8192 });
        using var a = new Packet();
        using var b = new Packet();
        while (plain.Read(a))
        {
            Assert.True(limited.Read(b));
            Assert.Equal((a.StreamIndex, a.Pts, a.Dts), (b.StreamIndex, b.Pts, b.Dts));
            Assert.True(a.Data.SequenceEqual(b.Data));
        }
        Assert.False(limited.Read(b));
    }

    [Fact]
    public void A_full_disk_comes_out_as_the_cause_while_writing()
    {
        var cause = new IOException("No space left on device");
        using var stream = new TroubledStream(new MemoryStream()) { BeforeWrite = written => { if (written > 100_000) throw cause; } };
        using var source = Open(File.OpenRead(Footage.Mp4), CancellationToken.None);
        using var muxer = Muxer.Create(stream, "mp4", new MuxerOptions { BufferSize = 16384, DisplayName = "out.mp4" });
        foreach (var s in source.Streams) muxer.AddStream(s.Parameters, s.TimeBase);
        muxer.WriteHeader();
        using var packet = new Packet();
        var error = Assert.Throws<LibAvException>(() =>
        {
            while (source.Read(packet)) muxer.WriteInterleaved(packet);
        });
        Assert.Same(cause, error.InnerException);
        Assert.Equal("writing 'out.mp4': No space left on device (av_interleaved_write_frame)", error.Message);
        Assert.Throws<InvalidOperationException>(muxer.WriteTrailer);
    }

    [Fact]
    public void A_disk_that_is_full_only_at_the_very_end_is_noticed_too()
    {
        var cause = new IOException("No space left on device");
        var armed = false;
        using var stream = new TroubledStream(new MemoryStream()) { BeforeWrite = _ => { if (armed) throw cause; } };
        using var source = Open(File.OpenRead(Footage.Mp4), CancellationToken.None);
        using var muxer = Muxer.Create(stream, "mp4", new MuxerOptions());
        foreach (var s in source.Streams) muxer.AddStream(s.Parameters, s.TimeBase);
        muxer.WriteHeader();
        using var packet = new Packet();
        while (source.Read(packet)) muxer.WriteInterleaved(packet);
        armed = true;
        Assert.Same(cause, Assert.Throws<LibAvException>(muxer.WriteTrailer).InnerException);
    }

    [Fact]
    public void Writing_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var stream = new TroubledStream(new MemoryStream()) { BeforeWrite = written => { if (written > 50_000) cancel.Cancel(); } };
        using var source = Open(File.OpenRead(Footage.Mp4), CancellationToken.None);
        using var muxer = Muxer.Create(stream, "mp4", new MuxerOptions { BufferSize = 16384 });
        muxer.Cancellation = cancel.Token;
        foreach (var s in source.Streams) muxer.AddStream(s.Parameters, s.TimeBase);
        muxer.WriteHeader();
        using var packet = new Packet();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (source.Read(packet)) muxer.WriteInterleaved(packet);
        });
    }

    private static Demuxer Open(Stream stream, CancellationToken cancellation, DemuxerOptions? options = null) =>
        Demuxer.Open(stream, "a.mp4", options ?? new DemuxerOptions(), cancellation);

    private static int ReadAll(Demuxer source)
    {
        using var packet = new Packet();
        var pictures = 0;
        while (source.Read(packet)) pictures += packet.StreamIndex == 0 ? 1 : 0;
        return pictures;
    }
}
