namespace ExportNative.LibAvTests;

public sealed class PacketTests
{
    [Fact]
    public void A_new_packet_is_blank()
    {
        using var packet = new Packet();
        Assert.Equal((FFmpeg.NoTimestamp, FFmpeg.NoTimestamp, 0L, -1L, 0, 0), (packet.Pts, packet.Dts, packet.Duration, packet.Position, packet.Size, packet.Flags));
        Assert.True(packet.Data.IsEmpty);
    }

    [Fact]
    public void Properties_are_kept()
    {
        using var packet = new Packet { Pts = 5, Dts = -4, Duration = 3, StreamIndex = 2, TimeBase = new Rational(1, 30), IsKeyframe = true, IsDiscarded = true };
        Assert.Equal((5, -4, 3, 2, new Rational(1, 30)), (packet.Pts, packet.Dts, packet.Duration, packet.StreamIndex, packet.TimeBase));
        Assert.Equal((true, true, false, 5), (packet.IsKeyframe, packet.IsDiscarded, packet.IsCorrupt, packet.Flags));
        packet.IsDiscarded = false;
        Assert.Equal(1, packet.Flags);
        packet.Unref();
        Assert.Equal((FFmpeg.NoTimestamp, 0), (packet.Pts, packet.Flags));
    }

    [Fact]
    public void Making_a_shared_payload_writable_leaves_the_other_alone()
    {
        using var a = new Packet();
        using var b = new Packet();
        a.Allocate(4);
        a.Data.Fill(1);
        a.RefTo(b);
        b.MakeWritable();
        b.Data.Fill(2);
        Assert.Equal([1, 1, 1, 1], a.Data.ToArray());
        Assert.Equal([2, 2, 2, 2], b.Data.ToArray());
        a.RefTo(a);
        a.MoveTo(a);
        Assert.Equal(4, a.Size);
    }

    [Fact]
    public void Leaving_out_the_beginning_leaves_a_shared_payload_alone()
    {
        using var a = new Packet();
        using var b = new Packet();
        a.Allocate(4);
        byte[] payload = [1, 2, 3, 4];
        payload.CopyTo(a.Data);
        a.RefTo(b);
        b.TrimStart(3);
        Assert.Equal([1, 2, 3, 4], a.Data.ToArray());
        Assert.Equal([4], b.Data.ToArray());
        b.TrimStart(1);
        Assert.True(b.Data.IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => b.TrimStart(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => a.TrimStart(-1));
    }

    [Fact]
    public void Moving_leaves_a_blank_packet()
    {
        using var a = new Packet { Pts = 7 };
        using var b = new Packet { Pts = 8 };
        a.Allocate(10);
        a.Pts = 7;
        b.Allocate(20);
        a.MoveTo(b);
        Assert.Equal((0, FFmpeg.NoTimestamp, 10, 7L), (a.Size, a.Pts, b.Size, b.Pts));
    }

    [Fact]
    public void Side_data_is_added_replaced_copied_and_removed()
    {
        using var a = new Packet();
        using var b = new Packet();
        Assert.False(a.HasSideData(SideDataTypes.NewExtradata));
        Assert.True(a.GetSideData(SideDataTypes.NewExtradata).IsEmpty);
        a.SetSideData(SideDataTypes.NewExtradata, [1, 2, 3]);
        a.SetSideData(SideDataTypes.SkipSamples, new byte[10]);
        Assert.Equal([1, 2, 3], a.GetSideData(SideDataTypes.NewExtradata).ToArray());
        a.SetSideData(SideDataTypes.NewExtradata, [4]);
        Assert.Equal([4], a.GetSideData(SideDataTypes.NewExtradata).ToArray());
        a.Pts = 9;
        b.SetSideData(SideDataTypes.Palette, [0]);
        a.CopyPropertiesTo(b);
        Assert.Equal((9, true, false), (b.Pts, b.HasSideData(SideDataTypes.SkipSamples), b.HasSideData(SideDataTypes.Palette)));
        a.RemoveAllSideData();
        Assert.False(a.HasSideData(SideDataTypes.NewExtradata));
        Assert.True(b.HasSideData(SideDataTypes.NewExtradata));
    }

    [Fact]
    public void A_disposed_packet_refuses()
    {
        var packet = new Packet();
        packet.Dispose();
        packet.Dispose();
        Assert.Throws<ObjectDisposedException>(() => packet.Pts);
        Assert.Throws<ObjectDisposedException>(() => packet.Allocate(1));
    }

    [Fact]
    public void Parameters_are_cloned_deeply()
    {
        using var a = new CodecParameters { Kind = MediaKind.Audio, CodecId = CodecIds.Aac, SampleRate = 48000, FrameSize = 1024, InitialPadding = 2112, Extradata = [0x11, 0x90], CodecTag = 5 };
        using var b = a.Clone();
        a.Extradata = [];
        a.CodecTag = 0;
        Assert.Equal((MediaKind.Audio, "aac", 48000, 1024, 2112, 5u), (b.Kind, b.CodecName, b.SampleRate, b.FrameSize, b.InitialPadding, b.CodecTag));
        Assert.Equal([0x11, 0x90], b.Extradata);
        Assert.Empty(a.Extradata);
    }
}
