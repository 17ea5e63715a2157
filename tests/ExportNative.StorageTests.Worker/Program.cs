using System.Globalization;
using ExportNative.StorageTests.Worker;

// One real process of the storage's tests. It talks to the test through its standard input and output, and ends when
// the input does.
switch (args)
{
    case ["open", string connectionString]:
        return Roles.Open(connectionString);
    case ["serve", string connectionString, string workers, string leaseSeconds, string journal]:
        return Roles.Serve(connectionString, int.Parse(workers, CultureInfo.InvariantCulture), Seconds(leaseSeconds), journal);
    case ["produce", string connectionString, string workers, string journal]:
        return Roles.ProduceAndServe(connectionString, int.Parse(workers, CultureInfo.InvariantCulture), journal);
    case ["lock", string connectionString, string resource, string leaseSeconds]:
        return Roles.HoldLock(connectionString, resource, Seconds(leaseSeconds));
    case ["full-disk", string folder]:
        return Disks.Full(folder);
    case ["full-disk-at-start", string folder]:
        return Disks.FullAtStart(folder);
    case ["read-only", string folder]:
        return Disks.ReadOnly(folder);
    default:
        Console.Error.WriteLine("unknown role: " + string.Join(' ', args));
        return 2;
}

static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
