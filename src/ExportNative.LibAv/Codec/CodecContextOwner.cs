namespace ExportNative.LibAv;

/// <summary>Owns an <c>AVCodecContext</c>.</summary>
internal sealed class CodecContextOwner(nint pointer) : NativeOwner(pointer)
{
    /// <summary>Allocates a context for a codec (<c>avcodec_alloc_context3</c>).</summary>
    public static CodecContextOwner For(nint codec, string doing) =>
        new(Check.Pointer(AvCodec.avcodec_alloc_context3(codec), nameof(AvCodec.avcodec_alloc_context3), doing));

    /// <summary>Opens the codec with options; one that nobody knows is an error that names it.</summary>
    public unsafe void Open(nint codec, IReadOnlyDictionary<string, string>? options, string doing)
    {
        var given = new NativeDictionary();
        try
        {
            foreach (var (name, value) in options ?? new Dictionary<string, string>()) given.Set(name.TrimStart('?'), value);
            Check.Code(AvCodec.avcodec_open2(Pointer, codec, &given.Pointer), nameof(AvCodec.avcodec_open2), doing);
            foreach (var unknown in given.Keys())
            {
                if (!options!.ContainsKey('?' + unknown))
                    throw new LibAvException(AvError.OptionNotFound, nameof(AvCodec.avcodec_open2), $"{doing} with the option '{unknown}'");
            }
        }
        finally
        {
            given.Dispose();
        }
        GC.KeepAlive(this);
    }

    /// <summary>Turns the answer of a send or receive function into a step, or throws.</summary>
    public static CodecStep Step(int code, string function, string doing) => code switch
    {
        >= 0 => CodecStep.Done,
        AvError.Again => CodecStep.Again,
        AvError.EndOfFile => CodecStep.EndOfStream,
        _ => throw new LibAvException(code, function, doing),
    };

    protected override unsafe void Free(nint pointer) => AvCodec.avcodec_free_context(&pointer);
}
