using Npgsql;

namespace AccessGovernance.Bench.Engines;

/// <summary>One connection to PostgreSQL with its statements prepared.</summary>
internal sealed class PostgresEngine : IEngine
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlCommand who;
    private readonly NpgsqlCommand whoDirectly;
    private readonly NpgsqlCommand count;
    private readonly NpgsqlCommand countDirectly;

    private PostgresEngine(NpgsqlConnection connection, PostgresLayout layout)
    {
        this.connection = connection;
        (who, whoDirectly) = (Command(layout.Who), Command(layout.WhoDirectly));
        (count, countDirectly) = (Command(layout.Count), Command(layout.CountDirectly));
    }

    public static async Task<PostgresEngine> Open(string connectionString, PostgresLayout layout)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var engine = new PostgresEngine(connection, layout);
        foreach (var command in engine.Commands)
            await command.PrepareAsync();
        return engine;
    }

    public async ValueTask Answer(Ask ask, AskedQuestion question, List<string> answer)
    {
        var command = (ask, question.Conferred) switch
        {
            (Ask.Who, true) => who,
            (Ask.Who, false) => whoDirectly,
            (Ask.Count, true) => count,
            (Ask.Count, false) => countDirectly,
            _ => throw new ArgumentOutOfRangeException(nameof(ask)),
        };
        ((NpgsqlParameter<int>)command.Parameters[0]).TypedValue = question.EntitlementOrdinal;
        ((NpgsqlParameter<long>)command.Parameters[1]).TypedValue = question.At;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            answer.Add(ask == Ask.Who ? reader.GetString(0) : $"{reader.GetInt64(0)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in Commands)
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }

    private NpgsqlCommand[] Commands => [who, whoDirectly, count, countDirectly];

    private NpgsqlCommand Command(string text) => new(text, connection) { Parameters = { new NpgsqlParameter<int>(), new NpgsqlParameter<long>() } };
}
