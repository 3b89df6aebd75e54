using System.Diagnostics;
using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Load;
using AccessGovernance.Bench.Naive;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// Random questions about many small made-up histories, answered by the index and by a naive model; all answers must be equal. Part of the
/// staff is imported, with a source's clock of its own. A history and its questions follow from the seed and the history's number.
/// </summary>
internal static class AgreementBench
{
    private const int QuestionsOfHistory = 2_000;
    private const int SmallestHistory = 200;
    private const int LargestHistory = 1_200;
    private const int ReportsOfProgress = 20;

    /// <exception cref="InvalidOperationException">Two answers differ: says to which question of which history.</exception>
    public static Report Run(long questions, ulong seed, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var (asked, rows, histories, facts) = (0L, 0L, 0L, 0L);
        while (asked < questions)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = (int)Math.Min(QuestionsOfHistory, questions - asked);
            var (answered, size) = Compare(seed + (ulong)histories, count);
            var reported = asked * ReportsOfProgress / questions;
            (asked, rows, histories, facts) = (asked + count, rows + answered, histories + 1, facts + size);
            if (asked * ReportsOfProgress / questions > reported)
                Console.Error.WriteLine($"{asked:#,0} of {questions:#,0} questions about {histories:#,0} histories: all equal");
        }
        var report = new Report("agreement");
        report.Single("equal_answers", asked, "all");
        report.Single("rows_compared", rows, "");
        report.Single("seconds", Stopwatch.GetElapsedTime(begun).TotalSeconds, "");
        report.Condition("histories", histories);
        report.Condition("facts", facts);
        report.Condition("seed", seed);
        return report;
    }

    private static (long Rows, int Facts) Compare(ulong seed, int questions)
    {
        var dice = new Dice(seed);
        var shape = HistoryShape.Of(SmallestHistory + dice.Below(LargestHistory - SmallestHistory)) with { IsLively = true };
        var (model, index, imported) = (new NaiveModel(), new HistoryIndex(), new Imported(new Guid(1, 2, 3, new byte[8])));
        var (history, entries) = (new MadeUpHistory(shape, seed), new List<HistoryEntry>());
        while (history.TryNext(entries))
        {
            foreach (var entry in entries.Select(e => imported.Of(e, dice)))
            {
                model.See(entry);
                index.Apply(entry);
            }
            entries.Clear();
        }
        var (reader, rows) = (new HistoryReader(index), 0L);
        string[] identities = [.. model.Identities];
        string[] entitlements = [.. model.Entitlements];
        for (var i = 0; i < questions; i++)
        {
            var question = RandomQuestion.Draw(dice, identities, entitlements, model.Head);
            var (expected, answered) = (question.Answer(model), question.Answer(reader));
            if (!expected.SequenceEqual(answered))
                throw Differ(seed, question, expected, answered);
            rows += expected.Count;
        }
        return (rows, shape.Facts);
    }

    private static InvalidOperationException Differ(ulong seed, RandomQuestion question, List<string> expected, List<string> answered) => new(
        $"Seed {seed}: {question}\n{question.Knowledge}\nnaive only:\n  {string.Join("\n  ", expected.Except(answered))}\n"
        + $"index only:\n  {string.Join("\n  ", answered.Except(expected))}");

    /// <summary>Makes every fourth identity one whose records were imported, learned by their source some time before us.</summary>
    private sealed class Imported(Guid block)
    {
        private const int Every = 4;
        private const int MostDaysBefore = 200;

        private long row;
        private long learned = long.MinValue;

        public HistoryEntry Of(HistoryEntry entry, Dice dice)
        {
            if (StreamNames.IdentityOf(entry.Stream) is not { } identity || Staff.NumberOf(identity) % Every != 1)
                return entry;
            learned = Math.Max(learned, entry.Stamp.Plus(-TimeSpan.FromDays(dice.Below(MostDaysBefore))).Milliseconds);
            return entry with { Import = new ImportedRow(block, ++row, new Instant(learned)) };
        }
    }
}
