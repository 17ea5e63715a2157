using System.Xml.Linq;
using Xunit;

namespace ExportNative.UnitTests.House;

/// <summary>How the house is divided.</summary>
public class ArchitectureTests
{
    private static readonly string[] ForbiddenNames = ["Core", "Common", "Utils", "Util", "Helpers", "Helper", "Manager", "Managers", "Infrastructure", "Misc"];

    // Service -> Engine -> LibAv; Service -> JobStorage; everyone may see Contracts.
    private static readonly Dictionary<string, string[]> MaySee = new(StringComparer.Ordinal)
    {
        ["ExportNative.Contracts"] = [],
        ["ExportNative.LibAv"] = [],
        ["ExportNative.JobStorage"] = [],
        ["ExportNative.Engine"] = ["ExportNative.Contracts", "ExportNative.LibAv"],
        ["ExportNative.Service"] = ["ExportNative.Contracts", "ExportNative.Engine", "ExportNative.JobStorage"],
    };

    [Fact]
    public void References_go_one_way()
    {
        var projects = Projects("src").ToList();
        Assert.Equal(MaySee.Keys.Order(StringComparer.Ordinal), projects.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(projects, project => Assert.Empty(project.References.Except(MaySee[project.Name])));
    }

    [Fact]
    public void The_product_never_refers_to_its_tests() =>
        Assert.All(Projects("src"), project => Assert.DoesNotContain(project.References, r => r.Contains("Test", StringComparison.Ordinal)));

    [Fact]
    public void Only_the_binding_is_unsafe() =>
        Assert.Equal(["ExportNative.LibAv"], Projects("src").Where(p => p.Text.Contains("AllowUnsafeBlocks", StringComparison.Ordinal)).Select(p => p.Name));

    [Fact]
    public void The_engine_knows_nothing_of_web_servers_and_jobs() =>
        Assert.All(Projects("src").Where(p => p.Name is "ExportNative.Engine" or "ExportNative.LibAv" or "ExportNative.Contracts"), project =>
        {
            Assert.DoesNotContain("AspNetCore", project.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Hangfire", project.Text, StringComparison.Ordinal);
        });

    [Fact]
    public void The_product_starts_no_other_process() =>
        Assert.All(Repository.Files(".cs").Where(f => f.StartsWith("src/", StringComparison.Ordinal)), file =>
            Assert.DoesNotContain("Process.Start", File.ReadAllText(Path.Combine(Repository.Root, file)), StringComparison.Ordinal));

    [Fact]
    public void No_folder_and_no_type_has_a_name_that_says_nothing() =>
        Assert.All(Repository.Files(".cs"), file =>
        {
            Assert.DoesNotContain(file.Split('/')[..^1], folder => folder.Split('.').Any(ForbiddenNames.Contains));
            var type = Path.GetFileNameWithoutExtension(file);
            Assert.DoesNotContain(ForbiddenNames, name => type == name || (name.Length > 4 && type.EndsWith(name, StringComparison.Ordinal)));

            // In the tests it is the checkout, which is one.
            Assert.False(type.EndsWith("Repository", StringComparison.Ordinal) && file.StartsWith("src/", StringComparison.Ordinal));
        });

    [Fact]
    public void Every_project_belongs_to_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "ExportNative.sln"));
        Assert.All(Repository.Files(".csproj"), project => Assert.Contains(project.Replace('/', '\\'), solution, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, string Text, string[] References)> Projects(string folder) =>
        Repository.Files(".csproj").Where(path => path.StartsWith($"{folder}/", StringComparison.Ordinal)).Select(path =>
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, path));
            var references = XDocument.Parse(text).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            return (Path.GetFileNameWithoutExtension(path), text, references.ToArray());
        });
}
