using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>
/// ISO 8601 date-times. Text without an offset is UTC: the framework's own choice, this machine's zone, would give
/// the same config another meaning on another server.
/// </summary>
internal sealed class DateTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        return TryRead(ref reader, out var time) ? time : throw new JsonException("Not an ISO 8601 date-time.");
    }

    /// <summary>Reads the current token; the one definition of what a date-time is, for the rules as well.</summary>
    /// <param name="reader">A reader on a value.</param>
    /// <param name="time">The time; the default when the answer is false.</param>
    public static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTime(out var plain))
        {
            return false;
        }

        if (plain.Kind != DateTimeKind.Unspecified)
        {
            return reader.TryGetDateTimeOffset(out time);
        }

        time = new DateTimeOffset(plain, TimeSpan.Zero);
        return true;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        => writer.WriteStringValue(value);
}
