using System.Runtime.CompilerServices;
using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// One compressed packet. Owns an <c>AVPacket</c>; the payload is reference-counted and may be shared with other packets.
/// Made once and used for any number of packets: nothing here allocates managed memory.
/// Times are ticks of the stream's time base, which whoever hands the packet on must know.
/// </summary>
public sealed unsafe class Packet : IDisposable
{
    private readonly PacketOwner owner;

    /// <summary>Creates a blank packet: no data, no timestamps.</summary>
    public Packet()
    {
        FFmpeg.Load();
        owner = new PacketOwner(Check.Pointer(AvCodec.av_packet_alloc(), nameof(AvCodec.av_packet_alloc), "allocating a packet"));
    }

    /// <summary>When it is shown, in ticks; <see cref="FFmpeg.NoTimestamp"/> when unknown.</summary>
    public long Pts { get => Get<long>(Layout.AVPacket_pts); set => Set(Layout.AVPacket_pts, value); }

    /// <summary>When it is decoded, in ticks; <see cref="FFmpeg.NoTimestamp"/> when unknown.</summary>
    public long Dts { get => Get<long>(Layout.AVPacket_dts); set => Set(Layout.AVPacket_dts, value); }

    /// <summary>How long it is shown, in ticks; 0 when unknown.</summary>
    public long Duration { get => Get<long>(Layout.AVPacket_duration); set => Set(Layout.AVPacket_duration, value); }

    /// <summary>Byte position in the file; -1 when unknown.</summary>
    public long Position => Get<long>(Layout.AVPacket_pos);

    /// <summary>Index of the stream it belongs to.</summary>
    public int StreamIndex { get => Get<int>(Layout.AVPacket_stream_index); set => Set(Layout.AVPacket_stream_index, value); }

    /// <summary>Bytes of payload.</summary>
    public int Size => Get<int>(Layout.AVPacket_size);

    /// <summary><c>AV_PKT_FLAG_*</c>.</summary>
    public int Flags { get => Get<int>(Layout.AVPacket_flags); set => Set(Layout.AVPacket_flags, value); }

    /// <summary>Whether the container calls it a keyframe; no proof that decoding can safely start here.</summary>
    public bool IsKeyframe { get => (Flags & AV_PKT_FLAG_KEY) != 0; set => Flag(AV_PKT_FLAG_KEY, value); }

    /// <summary>Whether it is only to be decoded, not shown (hidden by the source's edit list).</summary>
    public bool IsDiscarded { get => (Flags & AV_PKT_FLAG_DISCARD) != 0; set => Flag(AV_PKT_FLAG_DISCARD, value); }

    /// <summary>Whether the demuxer knows it to be damaged, for example cut off by the end of the file.</summary>
    public bool IsCorrupt { get => (Flags & AV_PKT_FLAG_CORRUPT) != 0; set => Flag(AV_PKT_FLAG_CORRUPT, value); }

    /// <summary>Note to oneself of what the ticks mean; most of FFmpeg ignores it, and demuxers leave it 0/1.</summary>
    public Rational TimeBase { get => Get<Rational>(Layout.AVPacket_time_base); set => Set(Layout.AVPacket_time_base, value); }

    /// <summary>
    /// The payload in place; valid until this packet is changed or disposed. Write to it only after <see cref="Allocate"/> or
    /// <see cref="MakeWritable"/>, because it may be shared.
    /// </summary>
    public Span<byte> Data
    {
        get
        {
            var pointer = Pointer;
            return new Span<byte>((void*)Struct.Field<nint>(pointer, Layout.AVPacket_data), Struct.Field<int>(pointer, Layout.AVPacket_size));
        }
    }

    /// <summary>The <c>AVPacket</c>; valid while this object is kept alive.</summary>
    internal nint Pointer => owner.Pointer;

    /// <summary>Gives up the payload and all properties; the packet is blank afterwards.</summary>
    public void Unref()
    {
        AvCodec.av_packet_unref(Pointer);
        GC.KeepAlive(this);
    }

    /// <summary>Gives up what was there and takes a fresh payload of <paramref name="size"/> bytes (undefined content, zeroed padding).</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void Allocate(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Unref();
        Check.Code(AvCodec.av_new_packet(Pointer, size), nameof(AvCodec.av_new_packet), "allocating a packet's payload");
        GC.KeepAlive(this);
    }

    /// <summary>Leaves out the first <paramref name="bytes"/> of the payload, without copying; the payload may be shared.</summary>
    /// <param name="bytes">0 to <see cref="Size"/>.</param>
    public void TrimStart(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Size);
        Set(Layout.AVPacket_data, Get<nint>(Layout.AVPacket_data) + bytes);
        Set(Layout.AVPacket_size, Size - bytes);
    }

    /// <summary>Keeps only the first <paramref name="size"/> bytes of a payload from <see cref="Allocate"/> (<c>av_shrink_packet</c>).</summary>
    /// <param name="size">0 to <see cref="Size"/>.</param>
    public void Shrink(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        AvCodec.av_shrink_packet(Pointer, size);
        GC.KeepAlive(this);
    }

    /// <summary>Leaves out what lies behind the first <paramref name="size"/> bytes, without copying; the payload may be shared.</summary>
    /// <param name="size">0 to <see cref="Size"/>.</param>
    public void TrimEnd(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        Set(Layout.AVPacket_size, size);
    }

    /// <summary>Copies the payload if it is shared, so that it can be written to.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void MakeWritable()
    {
        Check.Code(AvCodec.av_packet_make_writable(Pointer), nameof(AvCodec.av_packet_make_writable), "making a packet writable");
        GC.KeepAlive(this);
    }

    /// <summary>Moves everything to <paramref name="target"/>, whose content is given up; this packet is blank afterwards.</summary>
    public void MoveTo(Packet target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (ReferenceEquals(this, target)) return;
        target.Unref();
        AvCodec.av_packet_move_ref(target.Pointer, Pointer);
        GC.KeepAlive(this);
        GC.KeepAlive(target);
    }

    /// <summary>Makes <paramref name="target"/> a second reference to the same payload with copies of all properties.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void RefTo(Packet target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (ReferenceEquals(this, target)) return;
        target.Unref();
        Check.Code(AvCodec.av_packet_ref(target.Pointer, Pointer), nameof(AvCodec.av_packet_ref), "referencing a packet");
        GC.KeepAlive(this);
        GC.KeepAlive(target);
    }

    /// <summary>Copies timestamps, flags, stream index and side data, not the payload. The target's side data is replaced.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void CopyPropertiesTo(Packet target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (ReferenceEquals(this, target)) return;
        // av_packet_copy_props overwrites the list of side data without freeing it.
        target.RemoveAllSideData();
        Check.Code(AvCodec.av_packet_copy_props(target.Pointer, Pointer), nameof(AvCodec.av_packet_copy_props), "copying a packet's properties");
        GC.KeepAlive(this);
        GC.KeepAlive(target);
    }

    /// <summary>Whether there is side data of this <c>AVPacketSideDataType</c> (see <see cref="SideDataTypes"/>).</summary>
    public bool HasSideData(int type)
    {
        var found = AvCodec.av_packet_get_side_data(Pointer, type, null) != 0;
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Side data in place, valid until the packet changes; empty when there is none.</summary>
    public ReadOnlySpan<byte> GetSideData(int type)
    {
        nuint size = 0;
        var data = AvCodec.av_packet_get_side_data(Pointer, type, &size);
        return data == 0 ? default : new ReadOnlySpan<byte>((void*)data, checked((int)size));
    }

    /// <summary>Drops all side data.</summary>
    public void RemoveAllSideData()
    {
        AvCodec.av_packet_free_side_data(Pointer);
        GC.KeepAlive(this);
    }

    /// <summary>Adds or replaces side data by a copy of <paramref name="data"/>.</summary>
    /// <exception cref="LibAvException">Memory is short.</exception>
    public void SetSideData(int type, ReadOnlySpan<byte> data)
    {
        var copy = Check.Pointer(AvCodec.av_packet_new_side_data(Pointer, type, (nuint)data.Length), nameof(AvCodec.av_packet_new_side_data), "adding side data to a packet");
        data.CopyTo(new Span<byte>((void*)copy, data.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Frees the packet and its reference to the payload.</summary>
    public void Dispose() => owner.Dispose();

    private void Flag(int bit, bool on) => Flags = on ? Flags | bit : Flags & ~bit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Get<T>(int offset) where T : unmanaged
    {
        var value = Struct.Field<T>(Pointer, offset);
        GC.KeepAlive(this);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set<T>(int offset, T value) where T : unmanaged
    {
        Struct.Field<T>(Pointer, offset) = value;
        GC.KeepAlive(this);
    }

    private sealed class PacketOwner(nint pointer) : NativeOwner(pointer)
    {
        protected override void Free(nint pointer) => AvCodec.av_packet_free(&pointer);
    }
}
