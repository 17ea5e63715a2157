using ExportNative.Contracts;
using ExportNative.Service.CommandLine;
using Xunit;

namespace ExportNative.UnitTests.CommandLine;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    [Fact]
    public void The_schema_is_printed_as_it_is_kept()
    {
        Assert.Equal(0, Run("schema"));
        Assert.Equal(ExportConfigSchema.Json, output.ToString());
    }

    [Theory]
    [InlineData("Required command was not provided.")]
    [InlineData("Required argument missing for command: 'export'.", "export")]
    [InlineData("Unrecognized command or argument '--fast'.", "export", "a.json", "--fast")]
    [InlineData("Argument 'exact' not recognized. Must be one of:\n\t'keyframe'\n\t'frame'", "export", "a.json", "--cut", "exact")]
    [InlineData("Required argument missing for option: '--media'.", "plan", "a.json", "--media")]
    [InlineData("Unrecognized command or argument 'b.json'.", "plan", "a.json", "b.json")]
    public void Wrong_arguments_are_named_with_where_to_look(string message, params string[] arguments)
    {
        Assert.Equal(2, Run(arguments));
        Assert.Equal("", output.ToString());
        Assert.StartsWith($"exportnative: {message}\n", error.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"\nTry: exportnative( \w+)? --help\n$", error.ToString());
    }

    [Fact]
    public void A_config_that_is_not_there_is_named()
    {
        Assert.Equal(2, Run("export", "/no/such/config.json"));
        Assert.Equal(
            "error: /no/such/config.json: The config cannot be read: there is no such file. Name an existing JSON file, or - for standard input.\n",
            error.ToString());
    }

    [Fact]
    public void A_folder_is_no_config()
    {
        Assert.Equal(2, Run("plan", Path.GetTempPath()));
        Assert.Contains("it is a folder", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_every_command_and_option()
    {
        Assert.Equal(0, Run("--help"));
        Assert.All(["export", "plan", "probe", "schema", "serve", "health", "--version"], word => Assert.Contains(word, output.ToString(), StringComparison.Ordinal));
        Assert.Equal(0, Run("export", "--help"));
        Assert.All(["CONFIG", "--media", "--allow", "--output", "--verify", "--cut", "--json"], word => Assert.Contains(word, output.ToString(), StringComparison.Ordinal));
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    private int Run(params string[] arguments)
        => CommandLineProgram.Run(arguments, new Terminal(output, error, outputIsTerminal: false, () => 80));
}
