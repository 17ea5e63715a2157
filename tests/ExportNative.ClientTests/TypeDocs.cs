using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ExportNative.ClientTests;

/// <summary>The documentation comments of the product's records, from the XML files beside their assemblies.</summary>
internal sealed partial class TypeDocs
{
    private readonly Dictionary<string, XElement> members = new[] { "ExportNative.Contracts.xml", "exportnative.xml" }
        .SelectMany(name => XDocument.Load(Path.Combine(AppContext.BaseDirectory, name)).Descendants("member"))
        .GroupBy(member => member.Attribute("name")!.Value)
        .ToDictionary(same => same.Key, same => same.First());

    /// <summary>What a type is; empty when nothing is said.</summary>
    public string Of(Type type) => Text(Member($"T:{type.FullName}")?.Element("summary"));

    /// <summary>What a positional parameter of a record is.</summary>
    public string Of(Type type, string parameter)
        => Text(Member($"T:{type.FullName}")?.Elements("param").FirstOrDefault(one => one.Attribute("name")!.Value.Equals(parameter, StringComparison.OrdinalIgnoreCase)));

    private XElement? Member(string name) => members.GetValueOrDefault(name);

    // Names are as JSON has them.
    private static string Text(XElement? element) => element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement reference when (reference.Attribute("name") ?? reference.Attribute("cref"))?.Value is { } name => $"`{JsonNamingPolicy.CamelCase.ConvertName(name.Split('.', ':')[^1])}`",
        XElement other => other.Value,
        _ => node.ToString().Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal),
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
