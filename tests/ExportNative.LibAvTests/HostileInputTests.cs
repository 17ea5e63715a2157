using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ExportNative.LibAvTests;

/// <summary>Input that wants to reach other files or addresses, or that is no media at all.</summary>
public sealed class HostileInputTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Playlists => new()
    {
        { "list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nCANARY\n#EXTINF:10,\nhttp://127.0.0.1:PORT/x.ts\n#EXT-X-ENDLIST\n" },
        { "list.ffconcat", "ffconcat version 1.0\nfile 'CANARY'\nfile 'http://127.0.0.1:PORT/x.mp4'\n" },
        { "list.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video PORT RTP/AVP 96\na=rtpmap:96 H264/90000\n" },
        { "list.mpd", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\"><BaseURL>CANARY</BaseURL><SegmentList><SegmentURL media=\"http://127.0.0.1:PORT/x.m4s\"/></SegmentList></Representation></AdaptationSet></Period></MPD>" },
        { "list.ism", "<SmoothStreamingMedia MajorVersion=\"2\" Duration=\"1\"><StreamIndex Url=\"http://127.0.0.1:PORT/x\"/></SmoothStreamingMedia>" },
        { "text.mp4", "This is a shopping list.\nMilk\nEggs\n" },
        { "sub.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n" },
        { "movie.idx", "# VobSub index file, v7\nsize: 720x480\nid: en, index: 0\ntimestamp: 00:00:01:000, filepos: 000000000\n" },
        { "meta.txt", ";FFMETADATA1\ntitle=x\n" },
        { "picture.pgm", "P5 2 2 255 abcd" },
    };

    [Theory]
    [MemberData(nameof(Playlists))]
    public void A_file_that_names_other_files_or_addresses_is_refused_without_touching_them(string name, string template)
    {
        using var bait = new Bait();
        var bytes = Encoding.UTF8.GetBytes(bait.Fill(template));
        var error = Assert.Throws<LibAvException>(() => Open(bytes, name));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        bait.AssertUntouched();
    }

    [Theory]
    [InlineData("list.m3u8", "hls")]
    [InlineData("list.ffconcat", "concat")]
    [InlineData("list.mpd", "dash")]
    [InlineData("list.sdp", "sdp")]
    public void Even_with_its_format_allowed_such_a_file_reaches_nothing(string name, string format)
    {
        using var bait = new Bait();
        var template = Playlists.Select(row => row.Data).Single(d => d.Item1 == name).Item2;
        var options = new DemuxerOptions
        {
            FormatWhitelist = [.. DemuxerOptions.DefaultFormats, format],
            FormatOptions = new Dictionary<string, string> { ["protocol_whitelist"] = "file,http,tcp,udp,rtp", ["?safe"] = "0" },
        };
        Assert.Throws<LibAvException>(() => Open(Encoding.UTF8.GetBytes(bait.Fill(template)), name, options));
        bait.AssertUntouched();
    }

    [Fact]
    public void The_bait_works_on_a_player_that_follows_playlists()
    {
        // Otherwise the tests above could pass for want of a working trap.
        using var bait = new Bait();
        var list = Footage.PathFor($"{Guid.NewGuid():N}.ffconcat");
        File.WriteAllText(list, $"ffconcat version 1.0\nfile '{bait.Canary}'\n");
        Footage.Run("ffmpeg", $"-v error -safe 0 -i {list} -c copy -f null -");
        Assert.Throws<Xunit.Sdk.TrueException>(bait.AssertUntouched);
    }

    [Theory]
    [InlineData("concat:CANARY|CANARY")]
    [InlineData("file:CANARY")]
    [InlineData("CANARY")]
    [InlineData("subfile,,start,0,end,100,,:CANARY")]
    [InlineData("http://127.0.0.1:PORT/x.mp4")]
    [InlineData("crypto:CANARY")]
    [InlineData("../../frame%03d.jpg")]
    [InlineData("-i /etc/passwd\n\0.mp4")]
    public void The_name_shown_to_the_user_is_never_opened(string name)
    {
        using var bait = new Bait();
        var bytes = File.ReadAllBytes(Footage.Mp4);
        // Touching by our own reading would spoil the watch, so the bait is another file than the one that is opened.
        using (var source = Open(bytes, bait.Fill(name))) Assert.Equal(2, source.Streams.Count);
        bait.AssertUntouched();
    }

    [Fact]
    public void A_movie_whose_samples_lie_in_another_file_does_not_open_it()
    {
        using var bait = new Bait();
        var movie = WithExternalData(File.ReadAllBytes(Footage.Make("plain.mov", $"-i {Footage.Mp4} -c copy")), bait.Canary);

        // The movie is a real one: a demuxer told to follow references goes for the other file.
        var path = Footage.PathFor($"{Guid.NewGuid():N}.mov");
        File.WriteAllBytes(path, movie);
        Footage.Run("ffprobe", $"-v error -enable_drefs 1 -use_absolute_path 1 {path}");
        Assert.Throws<Xunit.Sdk.TrueException>(bait.AssertUntouched);

        using (var source = Open(movie, "reference.mov"))
        {
            using var packet = new Packet();
            while (source.Read(packet))
            {
            }
        }
        bait.AssertUntouched();
    }

    public static TheoryData<string, byte[]> Rubbish
    {
        get
        {
            var random = new byte[200_000];
            new Random(7).NextBytes(random);
            return new()
            {
                { "empty", [] },
                { "one byte", [0] },
                { "zeros", new byte[100_000] },
                { "random", random },
                { "an ftyp and nothing else", [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 1] },
                { "a moov of 4 GB", [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xF0, .. "moov"u8, 0, 0, 0, 0] },
                { "an EBML head and nothing else", [0x1A, 0x45, 0xDF, 0xA3, 0x80] },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Rubbish))]
    public void What_is_no_media_is_refused(string what, byte[] bytes)
    {
        var error = Assert.Throws<LibAvException>(() => Open(bytes, "x.mp4"));
        Assert.True(error.Message.Contains("'x.mp4'", StringComparison.Ordinal), what);
    }

    [Theory]
    [InlineData("plain.mp4", "")]
    [InlineData("front.mp4", "-movflags faststart")]
    [InlineData("fragments.mp4", "-movflags frag_keyframe+empty_moov")]
    [InlineData("plain.mkv", "")]
    [InlineData("plain.ts", "-f mpegts")]
    [InlineData("plain.flv", "")]
    public void Damaged_files_end_or_fail_but_never_crash_or_hang(string name, string arguments)
    {
        var whole = File.ReadAllBytes(name == "plain.mp4" ? Footage.Mp4 : Footage.Make(name, $"-i {Footage.Mp4} -c copy {arguments}"));
        var random = new Random(11);
        using var packet = new Packet();
        for (var round = 0; round < 40; round++)
        {
            var bytes = whole.ToArray();
            if (round % 4 == 0) bytes = bytes[..random.Next(1, bytes.Length)];
            // Damage near the head (structure) and everywhere (payload), then try to read and to seek in what is left.
            var damage = random.Next(1, 60);
            var reach = round % 2 == 0 ? Math.Min(bytes.Length, 4096) : bytes.Length;
            for (var i = 0; i < damage; i++) bytes[random.Next(reach)] = (byte)random.Next(256);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            try
            {
                using var source = Demuxer.Open(new MemoryStream(bytes), name, new DemuxerOptions(), limit.Token);
                while (source.Read(packet))
                {
                }
                source.Seek(-1, 1_000_000, SeekMode.Backward);
                source.Read(packet);
            }
            catch (LibAvException)
            {
                // Refused: what damage deserves.
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"round {round} of {name} was still going on after 20 s");
            }
        }
    }

    private static Demuxer Open(byte[] bytes, string name, DemuxerOptions? options = null) =>
        Demuxer.Open(new MemoryStream(bytes), name, options ?? new DemuxerOptions(), Cancel);

    /// <summary>
    /// Replaces every data reference ("url ", same file) by an "alis" record with an absolute path, as in QuickTime's reference
    /// movies, and lets the boxes around it grow.
    /// </summary>
    private static byte[] WithExternalData(byte[] movie, string path)
    {
        var text = Encoding.ASCII.GetBytes(path);
        var record = new byte[4 + 10 + 28 + 12 + 64 + 16 + 4 + 16 + 4 + (text.Length + 1) / 2 * 2 + 4];
        record[10 + 4] = 1;                                         // volume name of one letter
        record[14 + 1] = (byte)'V';
        var types = 4 + 10 + 28 + 12 + 64 + 16 + 4 + 16;
        BinaryPrimitives.WriteInt16BigEndian(record.AsSpan(types), 2); // "absolute path"
        BinaryPrimitives.WriteInt16BigEndian(record.AsSpan(types + 2), (short)text.Length);
        text.CopyTo(record, types + 4);
        BinaryPrimitives.WriteInt16BigEndian(record.AsSpan(record.Length - 4), -1);

        var result = movie.ToList();
        for (var at = Find("dref", 0); at >= 0; at = Find("dref", at + 1))
        {
            // 'dref', version and flags, count, then the entry: size, type, flags + record.
            var entry = at + 12;
            var old = Size(entry);
            byte[] alias = [.. new byte[4], .. "alis"u8, .. record];
            BinaryPrimitives.WriteInt32BigEndian(alias, alias.Length);
            result.RemoveRange(entry, old);
            result.InsertRange(entry, alias);
            foreach (var box in (string[])["moov", "trak", "mdia", "minf", "dinf", "dref"])
            {
                var start = FindBefore(box, at) - 4;
                var size = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(size, Size(start) + alias.Length - old);
                for (var i = 0; i < 4; i++) result[start + i] = size[i];
            }
        }
        return [.. result];

        int Size(int i) => result[i] << 24 | result[i + 1] << 16 | result[i + 2] << 8 | result[i + 3];
        bool Is(string name, int i) => result[i] == name[0] && result[i + 1] == name[1] && result[i + 2] == name[2] && result[i + 3] == name[3];
        int Find(string name, int from)
        {
            for (var i = from; i < result.Count - 4; i++)
            {
                if (Is(name, i)) return i;
            }
            return -1;
        }
        int FindBefore(string name, int from)
        {
            for (var i = from; i >= 4; i--)
            {
                if (Is(name, i)) return i;
            }
            throw new InvalidOperationException(name);
        }
    }

    /// <summary>A file that must not be opened and a port that must not be called.</summary>
    private sealed class Bait : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly OpenWatch watch;

        public Bait()
        {
            Canary = Footage.PathFor($"canary-{Guid.NewGuid():N}.mp4");
            File.Copy(Footage.Mp4, Canary);
            listener.Start();
            watch = new OpenWatch(Canary);
        }

        public string Canary { get; }

        public string Fill(string template) => template
            .Replace("CANARY", Canary, StringComparison.Ordinal)
            .Replace("PORT", ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        public void AssertUntouched()
        {
            Assert.True(!watch.WasOpened(), "the file was opened");
            Assert.True(!listener.Pending(), "the address was called");
        }

        public void Dispose()
        {
            watch.Dispose();
            listener.Dispose();
        }
    }
}
