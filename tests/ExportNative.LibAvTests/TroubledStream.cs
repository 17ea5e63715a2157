namespace ExportNative.LibAvTests;

/// <summary>A stream over another one that can be told to fail, block or tell another length.</summary>
internal sealed class TroubledStream(Stream inner) : Stream
{
    /// <summary>Called before each read with the number of bytes read so far.</summary>
    public Action<long>? BeforeRead { get; set; }

    /// <summary>Called before each write with the number of bytes written so far.</summary>
    public Action<long>? BeforeWrite { get; set; }

    public long BytesRead { get; private set; }

    public long BytesWritten { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Flush() => inner.Flush();

    public override int Read(Span<byte> buffer)
    {
        BeforeRead?.Invoke(BytesRead);
        var read = inner.Read(buffer);
        BytesRead += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => inner.SetLength(value);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        BeforeWrite?.Invoke(BytesWritten);
        inner.Write(buffer);
        BytesWritten += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
