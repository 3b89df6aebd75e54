using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Bench.Load;

namespace AccessGovernance.Bench.Engines;

/// <summary>What asking one engine took, and what it answered to the first questions.</summary>
/// <param name="Hashes">Of each answer's ids in ordinal order, as the target systems have them.</param>
/// <param name="Rows">Ids in all measured answers.</param>
internal sealed record Asked(Latencies Latencies, double PerSecond, double Rows, IReadOnlyList<string> Hashes);

/// <summary>Asks engines, each with one question in flight, and times every answer.</summary>
internal static class EngineLoad
{
    /// <summary>Answers that are compared between engines before anything is measured.</summary>
    public const int Compared = 200;

    public static async Task<Asked> Run(IReadOnlyList<IEngine> engines, Ask ask, AskedQuestion[] questions, TimeSpan limit)
    {
        var hashes = await Hashes(engines[0], ask, questions);
        await Round(engines, ask, questions, limit / 4);
        var begun = Stopwatch.GetTimestamp();
        var measured = await Round(engines, ask, questions, limit);
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var latencies = Latencies.Of([.. measured.SelectMany(m => m.Microseconds)]);
        return new(latencies, latencies.Calls / took, measured.Sum(m => m.Rows), hashes);
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

    private static Task<(List<double> Microseconds, long Rows)[]> Round(IReadOnlyList<IEngine> engines, Ask ask, AskedQuestion[] questions, TimeSpan limit) =>
        Task.WhenAll(engines.Select((engine, n) => Task.Run(() => Call(engine, ask, questions, n * questions.Length / engines.Count, limit))));

    private static async Task<(List<double> Microseconds, long Rows)> Call(IEngine engine, Ask ask, AskedQuestion[] questions, int first, TimeSpan limit)
    {
        var took = new List<double>();
        var answer = new List<string>();
        var (rows, begun) = (0L, Stopwatch.GetTimestamp());
        for (var i = first; took.Count < Latencies.MaxCalls && Stopwatch.GetElapsedTime(begun) < limit; i++)
        {
            answer.Clear();
            var at = Stopwatch.GetTimestamp();
            await engine.Answer(ask, questions[i % questions.Length], answer);
            took.Add(Stopwatch.GetElapsedTime(at).TotalMicroseconds);
            rows += answer.Count;
        }
        return (took, rows);
    }
}
