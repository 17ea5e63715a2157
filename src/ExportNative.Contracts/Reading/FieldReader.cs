using System.Runtime.InteropServices;
using System.Text.Json;

namespace ExportNative.Contracts;

/// <summary>
/// The known fields of one JSON object, typed. Reading a field reports what is wrong with it and answers null, so
/// that one pass finds every problem; unknown fields become warnings and repeated ones errors.
/// </summary>
internal readonly struct FieldReader
{
    private readonly JsonElement[] values;
    private readonly string[] known;
    private readonly ProblemList problems;

    /// <summary>Sorts an object's properties into its known fields.</summary>
    /// <param name="element">A JSON object.</param>
    /// <param name="place">Where it is, for problems.</param>
    /// <param name="known">Names of the fields that are understood.</param>
    /// <param name="problems">Where problems go.</param>
    public FieldReader(JsonElement element, JsonPlace place, string[] known, ProblemList problems)
    {
        this.known = known;
        this.problems = problems;
        Place = place;
        values = new JsonElement[known.Length];
        HashSet<string>? unknown = null;
        foreach (var property in element.EnumerateObject())
        {
            if (TryName(property) is not { } name)
            {
                problems.Error(place.ToString(), "a field's name is not valid Unicode text", "names without lone surrogates");
                continue;
            }

            var index = Array.IndexOf(known, name);
            if (index >= 0 && values[index].ValueKind == JsonValueKind.Undefined)
            {
                values[index] = property.Value;
            }
            else if (index >= 0 || !(unknown ??= new(StringComparer.Ordinal)).Add(name))
            {
                problems.Error(place.Field(name), "the field appears more than once", "each field once");
            }
            else
            {
                problems.Warning(place.Field(name), "unknown field, ignored", $"one of {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>Where the object is.</summary>
    public JsonPlace Place { get; }

    /// <summary>Reports a broken rule of one field.</summary>
    public void Error(string field, string problem, string expected) => problems.Error(Place.Field(field), problem, expected);

    /// <summary>Reports something doubtful about one field.</summary>
    public void Warning(string field, string problem, string expected) => problems.Warning(Place.Field(field), problem, expected);

    /// <summary>
    /// A field's value when it is there with the right JSON type; otherwise the problem is reported where it is one.
    /// </summary>
    /// <param name="field">A known field.</param>
    /// <param name="kind">The JSON type; True stands for both booleans.</param>
    /// <param name="expected">What would be right, for the report.</param>
    /// <param name="presence">Whether the field may be absent or null.</param>
    public JsonElement? Value(string field, JsonValueKind kind, string expected, Presence presence)
    {
        var value = values[Array.IndexOf(known, field)];
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            if (presence == Presence.Required)
            {
                Error(field, "the field is missing", expected);
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.Null && presence == Presence.Nullable)
        {
            return null;
        }

        var actual = value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
        if (actual != kind)
        {
            Error(field, $"found {Describe(value.ValueKind)}", expected);
            return null;
        }

        return value;
    }

    /// <summary>Text of a field; null when absent, of another type, or not valid Unicode.</summary>
    public string? Text(string field, Presence presence, string expected = "a string")
        => Value(field, JsonValueKind.String, expected, presence) is { } value ? Text(value, Place.Field(field), problems) : null;

    /// <summary>Text of a JSON string; null, with the problem reported, when it holds lone surrogates.</summary>
    public static string? Text(JsonElement value, string path, ProblemList problems)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            problems.Error(path, "not valid Unicode text", "a string without lone surrogates");
            return null;
        }
    }

    /// <summary>A boolean field; null when absent or of another type.</summary>
    public bool? Flag(string field)
        => Value(field, JsonValueKind.True, "true or false", Presence.Optional)?.GetBoolean();

    /// <summary>A whole number within a range (inclusive); null when absent or wrong.</summary>
    public int? Whole(string field, int from, int to, Presence presence)
    {
        var expected = to == int.MaxValue ? $"a whole number from {from}" : $"a whole number from {from} to {to}";
        if (Value(field, JsonValueKind.Number, expected, presence) is not { } value)
        {
            return null;
        }

        if (value.TryGetInt32(out var number) && number >= from && number <= to)
        {
            return number;
        }

        Error(field, $"found {Short(value)}", expected);
        return null;
    }

    /// <summary>A number above zero; null when absent or wrong.</summary>
    public double? Positive(string field, double to)
    {
        var expected = $"a number above 0, at most {to}";
        if (Value(field, JsonValueKind.Number, expected, Presence.Nullable) is not { } value)
        {
            return null;
        }

        if (value.TryGetDouble(out var number) && number > 0 && number <= to)
        {
            return number;
        }

        Error(field, $"found {Short(value)}", expected);
        return null;
    }

    /// <summary>An exact time; null when absent or wrong.</summary>
    public Seconds? Time(string field, Presence presence, bool mayBeNegative = false)
    {
        var expected = mayBeNegative
            ? $"a number of seconds, at most {Seconds.MaxWholeSeconds} either side of 0"
            : $"a number of seconds from 0 to {Seconds.MaxWholeSeconds}";
        if (Value(field, JsonValueKind.Number, expected, presence) is not { } value)
        {
            return null;
        }

        if (Seconds.TryParse(JsonMarshal.GetRawUtf8Value(value), out var time)
            && (mayBeNegative || time >= Seconds.Zero))
        {
            return time;
        }

        Error(field, $"found {Short(value)}", expected);
        return null;
    }

    /// <summary>One of some words; its index, or null when absent or wrong.</summary>
    public int? Word(string field, params string[] words)
    {
        var expected = $"one of {string.Join(", ", words.Select(word => $"\"{word}\""))}";
        if (Text(field, Presence.Optional, expected) is not { } text)
        {
            return null;
        }

        var index = Array.IndexOf(words, text);
        if (index >= 0)
        {
            return index;
        }

        Error(field, $"found {Quote(text)}", expected);
        return null;
    }

    /// <summary>Text between quotation marks, shortened, control characters made visible.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length > 60 ? string.Concat(text.AsSpan(0, 57), "...") : text;
        return $"\"{string.Concat(shown.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()))}\"";
    }

    private static string Short(JsonElement number)
    {
        var text = number.GetRawText();
        return text.Length > 40 ? string.Concat(text.AsSpan(0, 37), "...") : text;
    }

    private static string? TryName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
