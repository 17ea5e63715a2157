using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace ExportNative.Service.Dashboard;

/// <summary>
/// The keys that the dashboard's forms are protected with, one XML file each, in a folder that all processes of the
/// service share. ASP.NET's own repository writes them by way of the system's temporary folder, which a container with a
/// read-only file system does not have.
/// </summary>
/// <param name="folder">Made when the first key is stored.</param>
internal sealed class DashboardKeys(string folder) : IXmlRepository
{
    private const string Ending = ".xml";

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
        => Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*" + Ending).Select(file => XElement.Load(file))] : [];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        Directory.CreateDirectory(folder);
        var name = friendlyName.Length > 0 && friendlyName.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? friendlyName : Guid.NewGuid().ToString();
        var path = Path.Combine(folder, name + Ending);

        // Under its name there is only ever a whole key, and nobody else may read it.
        var unfinished = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(unfinished, options))
        {
            element.Save(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
