namespace ExportNative.JobStorage;

/// <summary>A statement of a session, which is executed again and again; see <see cref="Query"/>.</summary>
internal abstract class Statement
{
    /// <summary>Ends an execution, so that it holds no read transaction open.</summary>
    public abstract void Reset();

    public abstract void Bind(int index, long value);

    public abstract void Bind(int index, double value);

    /// <summary>Any text, also with a NUL in it. Null binds NULL.</summary>
    public abstract void Bind(int index, string? value);

    /// <summary>Goes to the next row; false at the end.</summary>
    public abstract bool Step();

    /// <summary>Runs from start to end, not stepped before, and returns how many rows were inserted, updated or deleted.</summary>
    public abstract int Run();

    public abstract bool IsNull(int column);

    public abstract long Int64(int column);

    /// <summary>The text of a column that is not NULL.</summary>
    public abstract string Text(int column);
}
