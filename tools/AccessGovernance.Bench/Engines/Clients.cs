namespace AccessGovernance.Bench.Engines;

/// <summary>What was measured of an engine in another process: with one question in flight, and with <see cref="Clients.Crowd"/>.</summary>
/// <param name="Export">Of the whole state; null where something else measures it.</param>
internal sealed record Rival(Asked Who, Asked WhoCrowded, Asked Count, Asked? Export, string Note);

/// <summary>Client processes that all ask the same questions.</summary>
internal sealed class Clients
{
    /// <summary>Questions in flight at once where many ask.</summary>
    public const int Crowd = 32;

    private readonly string directory;
    private readonly string questions;
    private readonly double seconds;
    private int tasks;

    private Clients(string directory, string questions, double seconds) =>
        (this.directory, this.questions, this.seconds) = (directory, questions, seconds);

    public static async Task<Clients> Create(string directory, AskedQuestion[] questions, double seconds, CancellationToken cancellation)
    {
        var path = Path.Combine(directory, "questions.tsv");
        await File.WriteAllLinesAsync(path, questions.Select(q => q.ToString()), cancellation);
        return new(directory, path, seconds);
    }

    /// <summary>How long one kind of question is measured.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(seconds);

    /// <param name="part">Of the time that measuring takes otherwise.</param>
    public Task<Asked> Run(string target, Ask ask, int inFlight, double part, CancellationToken cancellation)
    {
        var result = Path.Combine(directory, $"asked-{++tasks}.json");
        return EngineClient.Run(new(target, questions, result, ask, inFlight, seconds * part), cancellation);
    }

    /// <exception cref="InvalidOperationException">They do not: a comparison of their speed would mean nothing.</exception>
    public static void MustAgree(string engine, Ask ask, Asked expected, Asked answered)
    {
        for (var i = 0; i < expected.Hashes.Count; i++)
        {
            if (expected.Hashes[i] != answered.Hashes[i])
                throw new InvalidOperationException($"{engine} answers question {i} ({ask}) with {answered.Hashes[i]}, the index with {expected.Hashes[i]}.");
        }
    }
}
