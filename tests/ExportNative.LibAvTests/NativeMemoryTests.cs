using System.Globalization;

namespace ExportNative.LibAvTests;

/// <summary>Runs apart from everything else, because it counts what the whole process holds.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class NativeMemoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Copying_packets_allocates_nothing_managed()
    {
        var path = Footage.Make("long.mp4", "-f lavfi -i testsrc2=size=160x90:rate=60:duration=60 -f lavfi -i sine=sample_rate=48000:duration=60 "
            + "-c:v libx264 -preset ultrafast -bf 2 -g 60 -c:a aac");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var output = new FileStream(Footage.PathFor("long-copy.mp4"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        using var source = Demuxer.Open(file, path, new DemuxerOptions { BufferSize = 65536, Logger = new ListLogger(Microsoft.Extensions.Logging.LogLevel.Warning) }, Cancel);
        using var muxer = Muxer.Create(output, "mp4", new MuxerOptions { BufferSize = 65536 });
        foreach (var s in source.Streams) muxer.AddStream(s.Parameters, s.TimeBase);
        muxer.WriteHeader();
        using var packet = new Packet();
        for (var i = 0; i < 400; i++) CopyOne();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var copied = 0;
        while (copied < 5000 && CopyOne()) copied++;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5000, copied);

        bool CopyOne()
        {
            if (!source.Read(packet)) return false;
            packet.Pts += 0;
            packet.Flags = packet.IsDiscarded ? 0 : packet.Flags;
            if (packet.Data.IsEmpty || packet.HasSideData(SideDataTypes.NewExtradata)) return false;
            muxer.WriteInterleaved(packet);
            return true;
        }
    }

    [Fact]
    public void Seeking_and_looking_into_the_index_allocates_nothing_managed()
    {
        using var file = new FileStream(Footage.Mp4, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var source = Demuxer.Open(file, "plain.mp4", new DemuxerOptions(), Cancel);
        using var packet = new Packet();
        Round(5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round(50);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round(int times)
        {
            for (var i = 0; i < times; i++)
            {
                source.Seek(0, source.GetIndexEntry(0, i % source.IndexEntryCount(0)).Timestamp, SeekMode.Backward);
                source.Read(packet);
            }
        }
    }

    [Fact]
    public void Every_native_object_is_freed_whatever_happens()
    {
        FFmpeg.Load();
        Collect();
        var before = NativeObjects.Live;
        for (var i = 0; i < 20; i++)
        {
            using (var source = Demuxer.Open(File.OpenRead(Footage.Mp4), "plain.mp4", new DemuxerOptions(), Cancel))
            using (var output = new MemoryStream())
            using (var muxer = Muxer.Create(output, "mp4", new MuxerOptions { FormatOptions = i % 2 == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["nonsense"] = "1" } }))
            using (var packet = new Packet())
            {
                muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
                if (i % 2 == 0)
                {
                    muxer.WriteHeader();
                    source.Read(packet);
                    muxer.WriteInterleaved(packet);
                }
                else
                {
                    Assert.Throws<LibAvException>(muxer.WriteHeader);
                }
                using var decoder = Decoder.Open(source.Streams[0].Parameters, source.Streams[0].TimeBase);
                Assert.Throws<LibAvException>(() => Decoder.Open(source.Streams[0].Parameters, source.Streams[0].TimeBase, new Dictionary<string, string> { ["nonsense"] = "1" }));
                _ = SilentPackets.Create(source.Streams[1].Parameters);
            }
            Assert.Throws<LibAvException>(() => Demuxer.Open(new MemoryStream(new byte[1000]), "x", new DemuxerOptions(), Cancel));
            Assert.Throws<LibAvException>(() => Demuxer.Open(new MemoryStream("#EXTM3U\n#EXT-X-TARGETDURATION:1\n"u8.ToArray()), "x", new DemuxerOptions(), Cancel));
            Assert.Throws<LibAvException>(() => Muxer.Create(new MemoryStream(), "x", new MuxerOptions()));
            Assert.Throws<ArgumentOutOfRangeException>(() => Demuxer.Open(new MemoryStream(), "x", new DemuxerOptions { BufferSize = 1 }, Cancel));
        }
        Assert.Equal(before, NativeObjects.Live);
    }

    [Fact]
    public void Forgotten_objects_are_freed_by_the_garbage_collector()
    {
        FFmpeg.Load();
        Collect();
        var before = NativeObjects.Live;
        Forget();
        Assert.True(NativeObjects.Live > before);
        for (var i = 0; i < 10 && NativeObjects.Live > before; i++) Collect();
        Assert.Equal(before, NativeObjects.Live);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget()
        {
            var source = Demuxer.Open(new MemoryStream(File.ReadAllBytes(Footage.Mp4)), "plain.mp4", new DemuxerOptions(), Cancel);
            var packet = new Packet();
            source.Read(packet);
            var muxer = Muxer.Create(new MemoryStream(), "mp4", new MuxerOptions());
            muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
            muxer.WriteHeader();
        }
    }

    [Fact]
    public void Opening_and_closing_again_and_again_does_not_grow_the_process()
    {
        var bytes = File.ReadAllBytes(Footage.Mp4);
        Round(100);
        var before = ResidentBytes();
        Round(300);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 24 << 20);

        void Round(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var source = Demuxer.Open(new MemoryStream(bytes), "plain.mp4", new DemuxerOptions(), Cancel);
                using var packet = new Packet();
                for (var p = 0; p < 20; p++) source.Read(packet);
                using var muxer = Muxer.Create(new MemoryStream(), "mp4", new MuxerOptions { BufferSize = 1 << 20 });
                muxer.AddStream(source.Streams[0].Parameters, source.Streams[0].TimeBase);
                muxer.WriteHeader();
            }
        }
    }

    private static long ResidentBytes()
    {
        Collect();
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1], CultureInfo.InvariantCulture);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
