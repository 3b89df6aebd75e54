using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Bench.Load;

namespace AccessGovernance.Bench.Engines;

/// <summary>What asking one engine took, and what it answered to the first questions.</summary>
/// <param name="Hashes">Of each answer's ids in ordinal order, as the target systems have them.</param>
/// <param name="Rows">Ids in all measured answers.</param>
/// <param name="Sizes">The same by the size of the answers.</param>
internal sealed record Asked(Latencies Latencies, double Rows, AnswerSizes Sizes, IReadOnlyList<string> Hashes)
{
    /// <summary>The answer to the first question, of a kind that has one value for an answer.</summary>
    public required IReadOnlyList<string> Answers { get; init; }
}

/// <summary>Mean microseconds of answers by their number of ids: ratios depend on it. 0 where no answer was of the size.</summary>
internal sealed record AnswerSizes(IReadOnlyList<double> Means)
{
    /// <summary>The sizes, as they end keys.</summary>
    public static IReadOnlyList<string> Names { get; } = ["to_10_ids", "to_100_ids", "to_1000_ids", "over_1000_ids"];

    public static AnswerSizes Of(IEnumerable<(double Microseconds, int Rows)> measured)
    {
        var bySize = measured.ToLookup(m => m.Rows switch { <= 10 => 0, <= 100 => 1, <= 1_000 => 2, _ => 3 }, m => m.Microseconds);
        return new([.. Enumerable.Range(0, Names.Count).Select(size => bySize[size].DefaultIfEmpty().Average())]);
    }
}

/// <summary>Asks engines, each with one question in flight, and times every answer.</summary>
internal static class EngineLoad
{
    /// <summary>Answers that are compared between engines, taken before anything is measured.</summary>
    public const int Compared = 200;

    public static async Task<Asked> Run(IReadOnlyList<IEngine> engines, Ask ask, AskedQuestion[] questions, TimeSpan limit)
    {
        var hashes = await Hashes(engines[0], ask, questions);
        await Round(engines, ask, questions, limit / 4);
        List<string> value = [];
        if (ask is Ask.Count or Ask.Export)
            await engines[0].Answer(ask, questions[0], value);
        var measured = (await Round(engines, ask, questions, limit)).SelectMany(m => m).ToList();
        var latencies = Latencies.Of([.. measured.Select(m => m.Microseconds)]);
        return new(latencies, measured.Sum(m => (double)m.Rows), AnswerSizes.Of(measured), hashes) { Answers = value };
    }

    private static async Task<List<string>> Hashes(IEngine engine, Ask ask, AskedQuestion[] questions)
    {
        var hashes = new List<string>(Compared);
        foreach (var question in questions.Take(Compared))
        {
            var answer = new List<string>();
            await engine.Answer(ask, question, answer);
            var text = string.Join('\n', answer.Select(GrpcEngine.Plain).Order(StringComparer.Ordinal));
            hashes.Add($"{answer.Count}:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}");
        }
        return hashes;
    }

    private static Task<List<(double Microseconds, int Rows)>[]> Round(IReadOnlyList<IEngine> engines, Ask ask, AskedQuestion[] questions, TimeSpan limit) =>
        Task.WhenAll(engines.Select((engine, n) => Task.Run(() => Call(engine, ask, questions, n * questions.Length / engines.Count, limit))));

    private static async Task<List<(double Microseconds, int Rows)>> Call(IEngine engine, Ask ask, AskedQuestion[] questions, int first, TimeSpan limit)
    {
        var measured = new List<(double Microseconds, int Rows)>(Latencies.MaxCalls);
        var answer = new List<string>();
        var begun = Stopwatch.GetTimestamp();
        for (var i = first; measured.Count < Latencies.MaxCalls && Stopwatch.GetElapsedTime(begun) < limit; i++)
        {
            answer.Clear();
            var at = Stopwatch.GetTimestamp();
            await engine.Answer(ask, questions[i % questions.Length], answer);
            measured.Add((Stopwatch.GetElapsedTime(at).TotalMicroseconds, answer.Count));
        }
        return measured;
    }
}
