using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Importing;

/// <summary>One row of a history file. Times in milliseconds since the Unix epoch.</summary>
internal readonly record struct HistoryRow(
    long Seq, long RecordedAt, long EffectiveAt, ImportOperation Operation, ImportRelation Relation, string Subject, string Object);

/// <summary>A history file that is right from its first byte to its last.</summary>
/// <param name="GovernedFrom">The earliest effective time, in milliseconds since the Unix epoch.</param>
/// <param name="Sha256">Of the file's bytes, 64 lower-case hexadecimal digits.</param>
internal sealed record HistoryFile(IReadOnlyList<HistoryRow> Rows, long GovernedFrom, string Sha256)
{
    /// <summary>The header is line 1.</summary>
    public static long LineOf(int index) => index + 2L;
}

/// <summary>Why a file is not a history file. The column is null when the whole line is wrong.</summary>
internal sealed class HistoryFileProblem(long line, string? column, string what)
    : Exception(column is null ? $"line {line}: {what}" : $"line {line}, column {column}: {what}")
{
    public long Line { get; } = line;

    public string? Column { get; } = column;
}
