using Xunit;

namespace ExportNative.BrowserTests.Page;

/// <summary>Tests that measure time: they run one after the other, when all others are done.</summary>
[CollectionDefinition(nameof(Calm), DisableParallelization = true)]
public sealed class Calm;
