using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExportNative.Contracts;

/// <summary>Reads <see cref="Seconds"/> from the text of a JSON number and writes the same value back.</summary>
internal sealed class SecondsJsonConverter : JsonConverter<Seconds>
{
    /// <inheritdoc/>
    public override Seconds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            var text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
            if (Seconds.TryParse(text, out var value))
            {
                return value;
            }
        }

        throw new JsonException($"A time must be a JSON number of seconds, at most {Seconds.MaxWholeSeconds}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Seconds value, JsonSerializerOptions options)
        => writer.WriteRawValue(value.ToString(), skipInputValidation: true);
}
