using System.Xml.Linq;
using ExportNative.Service.Dashboard;
using Xunit;

namespace ExportNative.ServiceTests;

public sealed class DashboardKeyTests(Footage footage) : IDisposable
{
    private readonly string media = footage.NewMediaFolder();

    public void Dispose() => Directory.Delete(media, recursive: true);

    [Fact]
    public async Task No_temporary_folder_is_needed()
    {
        using var service = await ServedProduct.StartWith([("TMPDIR", Path.Combine(media, "no", "such", "folder"))], media);

        await TestService.Until(() => Task.FromResult(Keys().Length > 0), $"a key is made: {service.Log}");
        Assert.DoesNotContain("key ring", service.Log, StringComparison.OrdinalIgnoreCase);
        Footage.Run("sh", "-c", $"test \"$(stat -c %a '{Assert.Single(Keys())}')\" = 600");
    }

    [Fact]
    public void What_was_stored_is_read_by_another_process_and_names_cannot_lead_elsewhere()
    {
        var folder = Path.Combine(media, "keys");
        Assert.Empty(new DashboardKeys(folder).GetAllElements());

        new DashboardKeys(folder).StoreElement(new XElement("key", 1), "key-1");
        new DashboardKeys(folder).StoreElement(new XElement("key", 2), "../key-2");

        Assert.Equal(["1", "2"], new DashboardKeys(folder).GetAllElements().Select(key => key.Value).Order());
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    private string[] Keys() => Directory.Exists(Path.Combine(media, ".exportnative", "keys")) ? Directory.GetFiles(Path.Combine(media, ".exportnative", "keys"), "*.xml") : [];
}
