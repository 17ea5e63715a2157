using System.Buffers.Binary;
using CsCheck;
using ExportNative.Engine.Write;
using Xunit;

namespace ExportNative.UnitTests.Engine;

/// <summary>The room kept for an index, against indexes built box by box as ISO/IEC 14496-12 has them.</summary>
public class IndexReserveTests
{
    private static readonly Gen<(int Video, int Audio, int Runs)> Program = Gen.Select(Gen.Int[1, 200_000], Gen.Int[0, 400_000], Gen.Int[1, 2_000]).Where((v, _, r) => r <= v);

    [Fact]
    public void The_reserve_holds_the_largest_index_that_a_program_can_have() =>
        Gen.Select(Program, Gen.Bool, Gen.Bool).Sample((program, isConstant, isReordered) =>
            IndexReserve.Mp4(program.Video, program.Audio, program.Runs, isConstant, isReordered, 100) >= Largest(program.Video, program.Audio, program.Runs, isConstant, isReordered));

    [Fact]
    public void The_reserve_grows_with_every_packet() =>
        Program.Sample(p => IndexReserve.Mp4(p.Video + 1, p.Audio, p.Runs, true, true, 0) > IndexReserve.Mp4(p.Video, p.Audio, p.Runs, true, true, 0)
            && IndexReserve.Mp4(p.Video, p.Audio + 2, p.Runs, true, true, 0) > IndexReserve.Mp4(p.Video, p.Audio, p.Runs, true, true, 0));

    [Fact]
    public void An_hour_of_film_keeps_no_more_than_a_promille_of_eighteen_megabits()
    {
        var reserve = IndexReserve.Mp4(108_000, 168_750, 400, isConstantRate: true, isReordered: true, 100);
        Assert.InRange(reserve, 1_000_000, 3_600L * 18_000_000 / 8 / 500);
    }

    [Fact]
    public void Room_that_was_not_used_becomes_a_free_box()
    {
        using var file = new MemoryStream();
        Span<byte> type = stackalloc byte[20];
        BinaryPrimitives.WriteInt32BigEndian(type, 20);
        "ftypisom"u8.CopyTo(type[4..]);
        file.Write(type);
        file.SetLength(20 + 5000 + 8);
        FreeBox.CloseReserve(file, 5000);
        var bytes = file.ToArray();
        Assert.Equal("free"u8.ToArray(), bytes[24..28]);
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(20)));
        Assert.Equal(5000, BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(28)));
    }

    /// <summary>Every box of movenc's index at its largest: 64-bit offsets, a chunk for each change between the tracks.</summary>
    private static long Largest(long video, long audio, int runs, bool isConstant, bool isReordered)
    {
        const long tables = 16;
        var steps = isConstant ? Math.Min(video, (runs * 2L) + 1) : video;
        var chunks = audio == 0 ? (video / 30) + 1 : Math.Min(video, audio) + 1;
        var track = 92 + 8 + 36 + 32 + 45 + 8 + 20 + 36 + 8 + 200;
        var videoTrack = track + (tables * 6) + (steps * 8) + (isReordered ? video * 8 : 0) + (video * 4) + (video * 4) + (chunks * (12 + 8));
        var audioTrack = audio == 0 ? 0 : track + (tables * 4) + (Math.Min(audio, runs * 2L) * 8) + (audio * 4) + (chunks * (12 + 8));
        return 8 + 108 + 200 + videoTrack + audioTrack;
    }
}
