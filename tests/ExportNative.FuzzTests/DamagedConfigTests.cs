using System.Text;
using System.Text.Json;
using ExportNative.Contracts;
using ExportNative.Testing.Footage;
using Xunit;

namespace ExportNative.FuzzTests;

/// <summary>Damaged configs are refused or carried out.</summary>
public sealed class DamagedConfigTests(FootageShelf shelf)
{
    private static readonly string[] Values =
    [
        "0", "-1", "1e300", "NaN", "null", "true", "\"\"", "\"../../etc/passwd\"", "\"/etc/passwd\"", "\"cam.mp4\"", "\"out.mp4\"", "[]", "{}", "2.999999999999",
        "0.0000000000001", "9000000", "99999999999999999999", "\"copy\"", "\"webm\"", "\"frame\"", "\"a\\u0000b\"", "\"exports/\"", "\".\"", "\"exports/out.webm\"",
    ];

    [Fact]
    public void Damage_never_crashes_hangs_or_yields_a_file_that_cannot_be_opened()
    {
        var camera = File.ReadAllBytes(shelf.Path(new Camera { Seconds = 3, Gop = 15 }));
        var config = Edits.Config(["cam.mp4", "cam.mp4"], [Edits.Segment(0, "0.3", "1.4"), Edits.Segment(1, "0", "2")], "exports/out.mp4");
        var edit = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(config, ContractsJson.Default.ExportConfig));
        using var run = new FuzzRun();
        run.Run((folder, random) =>
        {
            File.WriteAllBytes(Path.Combine(folder, "cam.mp4"), camera);
            File.WriteAllBytes(Path.Combine(folder, "edit.json"), Damaged(edit, random));
        });
    }

    private static byte[] Damaged(string edit, Random random)
    {
        if (random.Next(3) == 0)
        {
            var bytes = Encoding.UTF8.GetBytes(edit);
            return Mutation.Of(bytes, bytes, random);
        }

        // Another value behind one or two of the colons: still JSON, so that it gets further than the reader of it.
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var colons = Enumerable.Range(0, edit.Length).Where(c => edit[c] == ':' && edit[c - 1] == '"').ToArray();
            var from = colons[random.Next(colons.Length)] + 1;
            var to = edit[from] is '[' or '{' ? from : edit.IndexOfAny([',', '}', ']'], from);
            edit = to > from ? string.Concat(edit.AsSpan(0, from), Values[random.Next(Values.Length)], edit.AsSpan(to)) : edit;
        }

        return Encoding.UTF8.GetBytes(edit);
    }
}
