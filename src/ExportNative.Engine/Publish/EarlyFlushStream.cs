namespace ExportNative.Engine.Publish;

/// <summary>
/// A file that is sent to the disk while it is being written, not all at once at the end: every so many bytes a flush is
/// started on another thread, and at most one runs at a time. Without it the kernel keeps gigabytes in memory and the last
/// flush waits for all of them (0.65 s of 2 s for 2.7 GB, measured).
/// </summary>
internal sealed class EarlyFlushStream(Stream file) : Stream
{
    private const long BytesBetweenFlushes = 128 << 20;

    private readonly Action _flush = () => FlushQuietly(file);
    private Task _flushing = Task.CompletedTask;
    private long _untilFlush = BytesBetweenFlushes;

    public override bool CanRead => file.CanRead;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => file.CanWrite;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override int Read(Span<byte> buffer) => file.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        _untilFlush -= buffer.Length;
        if (_untilFlush <= 0 && _flushing.IsCompleted)
        {
            _untilFlush = BytesBetweenFlushes;
            _flushing = Task.Run(_flush);
        }
    }

    /// <summary>Waits for the flush that runs, if any. The file's own flush, which reports errors, is its owner's.</summary>
    public override void Flush() => _flushing.GetAwaiter().GetResult();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Flush();
        }

        base.Dispose(disposing);
    }

    private static void FlushQuietly(Stream file)
    {
        try
        {
            ((System.IO.Abstractions.FileSystemStream)file).Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The same error meets the next write or the last flush, which can report it.
        }
    }
}
