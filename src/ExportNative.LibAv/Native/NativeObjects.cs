namespace ExportNative.LibAv;

/// <summary>Counts native objects that this assembly owns right now, so that tests can prove that none is forgotten.</summary>
internal static class NativeObjects
{
    private static int live;

    /// <summary>Objects allocated and not yet freed.</summary>
    public static int Live => Volatile.Read(ref live);

    /// <summary>To be called by an owner right after it got its object.</summary>
    public static void Born() => Interlocked.Increment(ref live);

    /// <summary>To be called by an owner right after it freed its object.</summary>
    public static void Gone() => Interlocked.Decrement(ref live);
}
