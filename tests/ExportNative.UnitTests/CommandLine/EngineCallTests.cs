using ExportNative.Contracts;
using ExportNative.Service.CommandLine;
using Xunit;

namespace ExportNative.UnitTests.CommandLine;

public class EngineCallTests
{
    public static TheoryData<ExportErrorKind> Kinds => [.. Enum.GetValues<ExportErrorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_error_kind_ends_with_its_exit_code(ExportErrorKind kind)
    {
        var (code, told) = Run(() => throw new ExportException(kind, ExportStage.Write, "a.mp4", 1, "It broke.", "Mend it."));
        Assert.Equal(kind.ExitCode(), code);
        Assert.Equal(kind, told?.Kind);
    }

    [Fact]
    public void A_cancellation_is_told_as_one()
    {
        var (code, told) = Run(() => throw new OperationCanceledException());
        Assert.Equal((130, ExportErrorKind.Cancelled), (code, told?.Kind));
    }

    [Fact]
    public void Anything_else_is_called_a_fault_of_the_program_with_all_that_is_known()
    {
        var (code, told) = Run(() => throw new InvalidOperationException("the sky fell"));
        Assert.Equal((70, ExportErrorKind.Internal), (code, told?.Kind));
        Assert.Contains("the sky fell", told!.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Anything_else_is_called_a_fault_of_the_program_with_all_that_is_known), told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Success_is_zero_and_tells_nothing() => Assert.Equal((0, null), Run(() => { }));

    private static (int Code, ExportException? Told) Run(Action body)
    {
        ExportException? told = null;
        var code = EngineCall.Run(
            error =>
            {
                Assert.Null(told);
                told = error;
            },
            _ => body());
        return (code, told);
    }
}
