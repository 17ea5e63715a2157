using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>Reads and writes fields of FFmpeg's structs by the byte offsets of <see cref="Layout"/>.</summary>
internal static unsafe class Struct
{
    /// <summary>The field of type <typeparamref name="T"/> at <paramref name="offset"/> bytes into a native struct.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Field<T>(nint native, int offset) where T : unmanaged => ref Unsafe.AsRef<T>((byte*)native + offset);

    /// <summary>A C string as a managed one; empty for NULL.</summary>
    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    /// <summary>A copy of native bytes; empty for NULL or a size that is not positive.</summary>
    public static byte[] Bytes(nint data, long size) =>
        data == 0 || size <= 0 ? [] : new ReadOnlySpan<byte>((void*)data, checked((int)size)).ToArray();
}
