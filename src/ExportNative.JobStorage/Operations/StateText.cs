using Hangfire.States;

namespace ExportNative.JobStorage;

/// <summary>
/// A state as it is stored, taken when the caller names it: its data comes from user code, which must not run while
/// the database waits.
/// </summary>
internal sealed record StateText(string Name, string? Reason, string Data, long At)
{
    public static StateText From(IState state, Clock clock)
    {
        if (state.Name is null)
        {
            throw new ArgumentException("The state's Name must not be null.", nameof(state));
        }

        return new StateText(state.Name, state.Reason, Json.Write(state.SerializeData() ?? []), clock.NextNow());
    }
}
