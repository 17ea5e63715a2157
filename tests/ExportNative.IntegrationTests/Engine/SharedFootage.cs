using ExportNative.Testing.Footage;
using Xunit;

// Footage takes longer to make than to test with: one shelf serves the whole run.
[assembly: AssemblyFixture(typeof(FootageShelf))]
