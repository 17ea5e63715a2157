namespace ExportNative.LibAv;

/// <summary>Turns return values of C functions into exceptions; the success path allocates nothing.</summary>
internal static class Check
{
    /// <summary>Returns <paramref name="code"/> if it is not negative, otherwise throws with the function's name.</summary>
    public static int Code(int code, string function, string doing)
    {
        if (code < 0) throw new LibAvException(code, function, doing);
        return code;
    }

    /// <summary>Returns <paramref name="pointer"/> unless it is NULL, which these functions return when memory is short.</summary>
    public static nint Pointer(nint pointer, string function, string doing)
    {
        if (pointer == 0) throw new LibAvException(AvError.NoMemory, function, doing);
        return pointer;
    }
}
