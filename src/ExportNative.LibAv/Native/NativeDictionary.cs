using static ExportNative.LibAv.AvConstants;

namespace ExportNative.LibAv;

/// <summary>Owner of an <c>AVDictionary</c> on its way into or out of a call. FFmpeg replaces the pointer, so it is passed by address.</summary>
internal unsafe ref struct NativeDictionary
{
    private static readonly byte[] Empty = [0];

    /// <summary>The dictionary; 0 is the empty one.</summary>
    public nint Pointer;

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(string key, string value)
    {
        fixed (nint* p = &Pointer) Check.Code(AvUtil.av_dict_set(p, key, value, 0), nameof(AvUtil.av_dict_set), $"setting the option '{key}'");
    }

    /// <summary>The keys left inside; after a call that takes options these are the ones nobody knew.</summary>
    public readonly IReadOnlyList<string> Keys() => [.. Read(Pointer).Keys];

    /// <summary>A managed copy of a dictionary that something else owns. When a key occurs twice the last one counts.</summary>
    public static Dictionary<string, string> Read(nint dictionary)
    {
        Dictionary<string, string> result = new(StringComparer.Ordinal);
        fixed (byte* all = Empty)
        {
            nint entry = 0;
            while ((entry = AvUtil.av_dict_get(dictionary, all, entry, AV_DICT_IGNORE_SUFFIX)) != 0)
                result[Struct.Text(((nint*)entry)[0])] = Struct.Text(((nint*)entry)[1]);
        }
        return result;
    }

    /// <summary>Replaces the whole content of a dictionary that lives in a field of a native struct.</summary>
    public static void Replace(nint* field, IReadOnlyDictionary<string, string> entries)
    {
        AvUtil.av_dict_free(field);
        foreach (var (key, value) in entries)
            Check.Code(AvUtil.av_dict_set(field, key, value, 0), nameof(AvUtil.av_dict_set), $"setting the tag '{key}'");
    }

    /// <summary>Frees what is left.</summary>
    public void Dispose()
    {
        fixed (nint* p = &Pointer) AvUtil.av_dict_free(p);
    }
}
