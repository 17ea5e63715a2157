using ExportNative.LibAv;

namespace ExportNative.Engine.Write;

/// <summary>A packet of sound that waits to be written, with its place.</summary>
internal sealed class HeldPacket
{
    public Packet Packet { get; } = new();

    /// <summary>Samples of the program.</summary>
    public long At { get; set; }

    /// <summary>Samples.</summary>
    public int Duration { get; set; }

    public SoundOrigin Origin { get; set; }

    /// <summary>It was encoded for a seam.</summary>
    public bool IsEncoded { get; set; }
}
