namespace ExportNative.JobStorage;

/// <summary>
/// One execution of a statement. Bind the parameters (numbered from 1), then <see cref="Step"/> through the rows or
/// <see cref="Run"/>; disposing ends it.
/// </summary>
internal readonly ref struct Query(Statement statement)
{
    public void Dispose() => statement.Reset();

    public Query Bind(int index, long value)
    {
        statement.Bind(index, value);
        return this;
    }

    public Query Bind(int index, double value)
    {
        statement.Bind(index, value);
        return this;
    }

    public Query Bind(int index, long? value)
    {
        if (value is { } number)
        {
            statement.Bind(index, number);
        }
        else
        {
            statement.Bind(index, null);
        }

        return this;
    }

    public Query Bind(int index, string? value)
    {
        statement.Bind(index, value);
        return this;
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step() => statement.Step();

    /// <summary>Runs from start to end, not stepped before, and returns how many rows were inserted, updated or deleted.</summary>
    public int Run() => statement.Run();

    public bool IsNull(int column) => statement.IsNull(column);

    public long Int64(int column) => statement.Int64(column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>The text of a column that is never NULL.</summary>
    public string Text(int column) => statement.Text(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);
}
