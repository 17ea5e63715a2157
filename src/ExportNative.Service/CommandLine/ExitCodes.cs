using ExportNative.Contracts;

namespace ExportNative.Service.CommandLine;

/// <summary>Exit codes beyond those of <see cref="ExportErrorKinds"/>.</summary>
internal static class ExitCodes
{
    /// <summary>It did what it was asked.</summary>
    public const int Success = ExportErrorKinds.SuccessExitCode;

    /// <summary>The service that <c>health</c> asked is not ready or does not answer; the code that Docker's health checks expect.</summary>
    public const int NotReady = 1;

    /// <summary>The arguments are wrong: the same code as for a wrong config, both are for the caller to correct.</summary>
    public const int Usage = 2;
}
