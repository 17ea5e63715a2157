using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExportNative.LibAv;

/// <summary>
/// Owns one object that FFmpeg allocated and frees it exactly once, at the latest when the garbage collector finds the owner unused.
/// </summary>
internal abstract class NativeOwner : SafeHandle
{
    /// <summary>Takes over <paramref name="pointer"/>, which must not be 0.</summary>
    protected NativeOwner(nint pointer) : base(0, ownsHandle: true)
    {
        SetHandle(pointer);
        NativeObjects.Born();
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The object's address, for the duration of a call during which the caller keeps this owner alive.</summary>
    public nint Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <summary>Frees the object with the C function that its state demands.</summary>
    protected abstract void Free(nint pointer);

    /// <inheritdoc/>
    protected sealed override bool ReleaseHandle()
    {
        Free(handle);
        NativeObjects.Gone();
        return true;
    }
}
