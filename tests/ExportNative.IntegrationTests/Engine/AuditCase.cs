using ExportNative.Testing.Footage;

namespace ExportNative.IntegrationTests.Engine;

/// <summary>Footage and edit of one audited export.</summary>
internal sealed record AuditCase
{
    /// <summary>What the cameras have in common.</summary>
    public Camera Camera { get; init; } = new();

    /// <summary>How many there are, alike but for their number.</summary>
    public int Cameras { get; init; } = 3;

    /// <summary>Changes of single cameras; null keeps them alike.</summary>
    public Func<Camera, Camera>? Each { get; init; }

    /// <summary>The edit.</summary>
    public EditSettings Edit { get; init; } = new();

    /// <summary>The container that MP4 footage is remuxed into before it is used; null for none.</summary>
    public string? Remux { get; init; }

    /// <summary>Ending of the output.</summary>
    public string Output { get; init; } = "mp4";

    /// <summary>Pictures that the decoder holds back: the bound of a held frame.</summary>
    public int ReorderDepth { get; init; } = 2;

    /// <summary>Segments that the plan has to absorb.</summary>
    public int Absorbed { get; init; }

    /// <summary>Frame numbers that the cameras left out (variable frame rate); null when they have all of them.</summary>
    public Func<int, bool>? LeftOut { get; init; }

    /// <summary>The cameras of the case.</summary>
    public IReadOnlyList<Camera> Make() => [.. Enumerable.Range(0, Cameras).Select(i => Camera with { Number = i }).Select(c => Each?.Invoke(c) ?? c)];
}
