using ExportNative.Contracts;

namespace ExportNative.Service.Jobs;

/// <summary>Why an export failed, as far as its clients are told.</summary>
/// <param name="Kind">What a program can act on.</param>
/// <param name="Description">For a person; no paths or names from inside this program.</param>
internal sealed record ExportFailure(ExportErrorKind Kind, string Description)
{
    /// <summary>Finds the error that a job ended with, whatever it was wrapped in.</summary>
    public static ExportFailure From(Exception? error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is ExportException known)
            {
                return new ExportFailure(known.Kind, known.ConfigProblems.Count > 1 ? string.Join(" ", known.ConfigProblems) : known.Description);
            }
        }

        return new ExportFailure(ExportErrorKind.Internal, "A fault of this service; its log says more under the export's id.");
    }
}
