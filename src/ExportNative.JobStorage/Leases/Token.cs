namespace ExportNative.JobStorage;

/// <summary>
/// The fencing token of a claim or a lock: the owner's id in the upper 32 bits, a number of its own in the lower. It is
/// never used twice, so a row that still holds it is still held by whoever got it.
/// </summary>
internal static class Token
{
    public static long First(long owner) => owner << 32;

    public static long Last(long owner) => (owner << 32) | uint.MaxValue;

    public static long Of(long owner, uint number) => (owner << 32) | number;

    public static long Owner(long token) => token >> 32;
}
