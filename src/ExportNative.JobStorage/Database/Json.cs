using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ExportNative.JobStorage;

/// <summary>
/// Job parameters and state data as stored: a JSON object of strings and nulls. Reading never fails, because one
/// broken row must not break a page of the dashboard; what cannot be read is empty.
/// </summary>
internal static class Json
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes pairs in their order.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string?>> pairs)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach ((string name, string? value) in pairs)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads pairs; of two with the same name by the comparer, the later wins.</summary>
    public static Dictionary<string, string?> Read(string? json, StringComparer comparer)
    {
        Dictionary<string, string?> pairs = new(comparer);
        if (string.IsNullOrEmpty(json) || json == "{}")
        {
            return pairs;
        }

        try
        {
            Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(json));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return pairs;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!reader.Read())
                {
                    break;
                }

                pairs[name] = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            pairs.Clear();
        }

        return pairs;
    }
}
