using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>
/// A managed <see cref="Stream"/> as an <c>AVIOContext</c>: FFmpeg's buffer is read into and written from directly.
/// Never throws into C: what the stream throws is kept in <see cref="Failure"/> and the callback answers an error code.
/// The stream stays the caller's.
/// </summary>
internal sealed unsafe class StreamIo : IDisposable
{
    /// <summary>Bytes of the first request after a jump; each further one is twice as large.</summary>
    private const int FirstRequest = 64 << 10;

    private const int LargestRequest = 1 << 24;

    private readonly Stream stream;
    private readonly long lengthAtOpen;
    private int request = FirstRequest;
    private readonly InterruptibleReader? reader;
    private GCHandle self;
    private nint context;

    /// <summary>Allocates the context and its buffer.</summary>
    /// <param name="stream">Seekable; only used during calls into FFmpeg.</param>
    /// <param name="bufferSize">Bytes per request to the stream, at least 4096.</param>
    /// <param name="writing">Whether FFmpeg writes (otherwise it reads).</param>
    /// <param name="readLimit">How long one read may take; no limit when null.</param>
    public StreamIo(Stream stream, int bufferSize, bool writing, TimeSpan? readLimit = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 4096);
        if (!stream.CanSeek) throw new ArgumentException("The stream must be seekable.", nameof(stream));
        this.stream = stream;
        lengthAtOpen = writing ? 0 : stream.Length;
        var buffer = Check.Pointer(AvUtil.av_malloc((nuint)bufferSize), nameof(AvUtil.av_malloc), "allocating the I/O buffer");
        self = GCHandle.Alloc(this);
        context = AvFormat.avio_alloc_context(buffer, bufferSize, writing ? 1 : 0, GCHandle.ToIntPtr(self),
            writing ? null : &OnRead, writing ? &OnWrite : null, &OnSeek);
        if (context == 0)
        {
            AvUtil.av_free(buffer);
            self.Free();
            throw new LibAvException(AvError.NoMemory, nameof(AvFormat.avio_alloc_context), "allocating the I/O context");
        }
        if (readLimit is { } limit) reader = new InterruptibleReader(stream, bufferSize, limit);
        NativeObjects.Born();
    }

    /// <summary>The <c>AVIOContext</c>; valid until disposed.</summary>
    public nint Context => context;

    /// <summary>Opaque pointer for <see cref="InterruptCallback"/>.</summary>
    public nint Opaque => GCHandle.ToIntPtr(self);

    /// <summary>Address of the <c>AVIOInterruptCB</c> function that asks <see cref="Cancellation"/>.</summary>
    public static nint InterruptCallback => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&OnInterrupt;

    /// <summary>Asked before each request to the stream.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>The first exception that the stream threw, or that was found about it. Final: no request is made afterwards.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Bytes the stream delivered.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes the stream took.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>FFmpeg's own note of the last failed request (<c>AVIOContext.error</c>); 0 when there was none.</summary>
    public int ContextError => Struct.Field<int>(context, Layout.AVIOContext_error);

    /// <summary>Throws for a negative code: cancellation if it was asked for, otherwise with the stream's exception as the cause.</summary>
    public void ThrowIfFailed(int code, string function, string doing)
    {
        if (code >= 0 && Failure is null) return;
        if (Failure is null && Cancellation.IsCancellationRequested) throw new OperationCanceledException(Cancellation);
        // After a cancelled read that hung, FFmpeg goes on answering "exit" by itself.
        if (reader is { IsStuck: true }) Failure ??= new IOException("an earlier read of this file never returned");
        throw new LibAvException(code < 0 ? code : AvError.Io, function, doing, Failure);
    }

    /// <summary>Forgets that an earlier request was cancelled, so that the file can be used again from another place.</summary>
    public void ForgetCancellation()
    {
        ref var error = ref Struct.Field<int>(context, Layout.AVIOContext_error);
        if (error == AvError.Exit) error = 0;
    }

    /// <summary>Frees context and buffer. The format context that used them must be closed before.</summary>
    public void Dispose()
    {
        if (context == 0) return;
        reader?.Dispose();
        // FFmpeg may have replaced the buffer that was handed to it.
        fixed (nint* buffer = &Struct.Field<nint>(context, Layout.AVIOContext_buffer)) AvUtil.av_freep(buffer);
        fixed (nint* p = &context) AvFormat.avio_context_free(p);
        self.Free();
        NativeObjects.Gone();
    }

    private static StreamIo From(nint opaque) => (StreamIo)GCHandle.FromIntPtr(opaque).Target!;

    private int Fail(Exception failure)
    {
        Failure ??= failure;
        return AvError.Io;
    }

    private int Read(Span<byte> buffer)
    {
        if (Failure is not null) return AvError.Io;
        if (Cancellation.IsCancellationRequested) return AvError.Exit;
        // A reader that is stuck still uses the stream; only its own refusal may be asked for then.
        var position = reader is { IsStuck: true } ? 0 : stream.Position;
        // A keyframe that is looked at costs what it is large, a stretch that is copied goes in large requests.
        buffer = buffer[..Math.Min(buffer.Length, request)];
        request = Math.Min(request * 2, LargestRequest);
        var read = reader is null ? stream.Read(buffer) : reader.Read(buffer, Cancellation);
        if (read > 0)
        {
            BytesRead += read;
            return read;
        }
        // Asking beyond the end is FFmpeg's way to find the end; an end before the length that was there is damage.
        if (position < lengthAtOpen)
            return Fail(new EndOfStreamException($"the file ended at byte {position}, although it had {lengthAtOpen} bytes when it was opened"));
        return AvError.EndOfFile;
    }

    private int Write(ReadOnlySpan<byte> buffer)
    {
        if (Failure is not null) return AvError.Io;
        if (Cancellation.IsCancellationRequested) return AvError.Exit;
        stream.Write(buffer);
        BytesWritten += buffer.Length;
        return buffer.Length;
    }

    private long Seek(long offset, int whence)
    {
        if (Failure is not null) return AvError.Io;
        if ((whence & AVSEEK_SIZE) != 0) return stream.Length;
        switch (whence & ~AVSEEK_FORCE)
        {
            case 0: break;
            case 1: offset += stream.Position; break;
            case 2: offset += stream.Length; break;
            default: return AvError.InvalidArgument;
        }
        if (offset < 0) return AvError.InvalidArgument;
        if (offset != stream.Position) request = FirstRequest;
        return stream.Position = offset;
    }

#pragma warning disable CA1031 // Exceptions must not unwind through C frames; each is kept and thrown after the call.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnRead(nint opaque, byte* buffer, int size)
    {
        StreamIo? io = null;
        try
        {
            io = From(opaque);
            return io.Read(new Span<byte>(buffer, size));
        }
        catch (OperationCanceledException)
        {
            return AvError.Exit;
        }
        catch (Exception e)
        {
            return io?.Fail(e) ?? AvError.Io;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnWrite(nint opaque, byte* buffer, int size)
    {
        StreamIo? io = null;
        try
        {
            io = From(opaque);
            return io.Write(new ReadOnlySpan<byte>(buffer, size));
        }
        catch (OperationCanceledException)
        {
            return AvError.Exit;
        }
        catch (Exception e)
        {
            return io?.Fail(e) ?? AvError.Io;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long OnSeek(nint opaque, long offset, int whence)
    {
        StreamIo? io = null;
        try
        {
            io = From(opaque);
            return io.Seek(offset, whence);
        }
        catch (Exception e)
        {
            return io?.Fail(e) ?? AvError.Io;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnInterrupt(nint opaque)
    {
        try
        {
            return From(opaque).Cancellation.IsCancellationRequested ? 1 : 0;
        }
        catch
        {
            return 1;
        }
    }
#pragma warning restore CA1031
}
