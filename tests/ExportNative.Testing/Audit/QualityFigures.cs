namespace ExportNative.Testing.Audit;

/// <summary>How encoded pictures compare with the source's own.</summary>
public sealed record QualityFigures
{
    /// <summary>Encoded pictures that were compared.</summary>
    public required int Encoded { get; init; }

    /// <summary>Copied pictures that were compared.</summary>
    public required int Copied { get; init; }

    /// <summary>Copied pictures that do not decode to exactly what they are in the source.</summary>
    public required int CopiedDiffering { get; init; }

    /// <summary>dB, all planes of all encoded pictures together (the mean of squared errors, not of dB); infinite when equal.</summary>
    public required double Psnr { get; init; }

    /// <summary>dB of the worst encoded picture.</summary>
    public required double WorstPsnr { get; init; }

    /// <summary>Bits a second of encoded pictures, over those of the whole source.</summary>
    public required double Rate { get; init; }

    /// <summary>Bits of encoded pictures, over those that the same pictures take in the source.</summary>
    public required double RateOfSamePictures { get; init; }

    /// <summary>The most that the mean brightness steps at a seam beyond the source's own step there; levels of 0 to 255.</summary>
    public required double SeamMean { get; init; }

    /// <summary>The most that the histogram moves at a seam beyond the source's own move there; part of all pixels, 0 to 1.</summary>
    public required double SeamHistogram { get; init; }
}
