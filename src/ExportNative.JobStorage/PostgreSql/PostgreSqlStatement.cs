using Npgsql;
using NpgsqlTypes;

namespace ExportNative.JobStorage.PostgreSql;

/// <summary>One execution of a statement on a PostgreSQL server. Owns the command.</summary>
internal sealed class PostgreSqlStatement(NpgsqlCommand command) : Statement
{
    private NpgsqlDataReader? _reader;

    public override void Reset()
    {
        _reader?.Dispose();
        command.Dispose();
    }

    public override void Bind(int index, long value) => Add(index, new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    public override void Bind(int index, double value) => Add(index, new NpgsqlParameter<double> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Double });

    // A null has no type: the server sees from its place which it is.
    public override void Bind(int index, string? value) => Add(index, value is null
        ? new NpgsqlParameter { Value = DBNull.Value }
        : new NpgsqlParameter<string> { TypedValue = PostgreSqlText.Write(value), NpgsqlDbType = NpgsqlDbType.Text });

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">The server refused, or is away.</exception>
    public override bool Step() => (_reader ??= command.ExecuteReader()).Read();

    public override int Run() => command.ExecuteNonQuery();

    public override bool IsNull(int column) => _reader!.IsDBNull(column);

    public override long Int64(int column) => _reader!.GetInt64(column);

    public override string Text(int column) => PostgreSqlText.Read(_reader!.GetString(column));

    private void Add(int index, NpgsqlParameter parameter)
    {
        if (index != command.Parameters.Count + 1)
        {
            throw new ArgumentException("Parameters are bound in their order.", nameof(index));
        }

        command.Parameters.Add(parameter);
    }
}
