using System.Text.RegularExpressions;
using Xunit;

namespace ExportNative.ClientTests;

/// <summary>The declarations say what the module and the service have.</summary>
public sealed partial class TypesTests
{
    private static string Kept => Path.Combine(Checkout.Client, "types.d.ts");

    [Fact]
    public void The_types_are_those_of_the_schema_and_of_the_services_records()
    {
        var generated = TypeScriptTypes.Generate();
        if (Environment.GetEnvironmentVariable("UPDATE_CLIENT_TYPES") == "1")
        {
            File.WriteAllText(Kept, generated);
        }

        Assert.True(generated == File.ReadAllText(Kept), "types.d.ts is not what the service has; run ./build.sh client-types and look at what changed.");
    }

    [Fact]
    public void Each_export_of_the_module_is_declared_and_nothing_else()
    {
        var exported = Names().Matches(File.ReadAllText(Path.Combine(Checkout.Client, "exportnative.js"))).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));
        var declared = Declarations().Matches(File.ReadAllText(Path.Combine(Checkout.Client, "exportnative.d.ts"))).Select(match => match.Groups[1].Value);

        Assert.Equal(exported.Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^export \{ ([^}]+) \} from", RegexOptions.Multiline)]
    private static partial Regex Names();

    [GeneratedRegex(@"^export (?:declare )?(?:function|class) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();
}
