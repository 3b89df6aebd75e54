using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Snapshots;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Counts, comparisons and snapshots of random histories are what follows from the naive answers.</summary>
public sealed class CountsAndDifferences
{
    private const int Histories = 300;

    private static readonly string[] Entitlements = ["e0", "e1", "e2", "e3"];

    private static readonly Gen<(RandomHistory History, Dice[] Questions)> Cases = Gen.Select(RandomHistory.Gen, Dice.Gen.Array[2]);

    [Fact]
    public void Counts_equal_the_number_of_rows() => Cases.Sample(c =>
    {
        var reader = c.History.Script.Reader;
        var question = Question.Of(c.Questions[0], c.History.Script.Position);
        var reading = reader.Read(question.Knowledge);
        foreach (var entitlement in Entitlements)
        {
            var count = reader.CountHolders(new(entitlement), question.During, reading, CancellationToken.None);
            if (reader.WhoHadAccess(new(entitlement), question.During, reading, Page.All) is not { Rows: var rows } || count is null)
            {
                // Read as of before it was defined.
                Assert.Null(count);
                continue;
            }
            Assert.Equal(
                (rows.Count, rows.Count(r => r.State == AccessState.Suspended), rows.SelectMany(r => r.Persons).Select(p => p.Person).Distinct().Count()),
                (count.Identities, count.Suspended, count.Persons));
            Assert.Equal((rows.Count(r => r.Persons.Count == 0), rows.Count(r => r.HeldAsKnownNow), rows.Count(r => r.HeldAsKnownThen)),
                (count.WithoutPerson, count.HeldAsKnownNow, count.HeldAsKnownThen));
        }
    }, iter: Histories);

    [Fact]
    public void Comparisons_equal_what_two_naive_answers_differ_in() => Cases.Sample(c =>
    {
        var (reader, naive) = (c.History.Script.Reader, new NaiveAnswers(c.History.Script.Entries));
        var (before, after) = (SideOf(reader, c, 0), SideOf(reader, c, 1));
        var expected = Differences(Held(naive, c, 0), Held(naive, c, 1));
        Assert.Equal(expected, Compared(reader, before, after, Everything));
        Assert.Equal(expected, Compared(reader, before, after, Everything with { Application = new AppId("app") }));
        Assert.Equal(expected.Where(d => d.StartsWith("e1 ", StringComparison.Ordinal)),
            Compared(reader, before, after, Everything with { Entitlement = new EntitlementId("e1") }));
        Assert.Equal(expected.Where(d => d.Contains(" i1 ", StringComparison.Ordinal)),
            Compared(reader, before, after, Everything with { Identity = new IdentityId("i1") }));
    }, iter: Histories);

    [Fact]
    public void Snapshots_have_the_rows_of_a_naive_answer_and_the_same_hash_after_more_history() => Cases.Sample(c =>
    {
        var (script, naive) = (c.History.Script, new NaiveAnswers(c.History.Script.Entries));
        var reading = script.Reader.Read(KnowledgeOf(c, 0));
        var definition = new SnapshotDefinition(InstantOf(c, 0), reading.Position, SourceOf(KnowledgeOf(c, 0)), reading.ReadPosition, true,
            new SnapshotFilter([], [], [], [], [], default), 1);
        var rows = TakenRows.Of(RowsOf(script, definition, _ => EntitlementKind.Role));
        Assert.Equal(Held(naive, c, 0).Select(h => $"{h.Key} {h.Value}"),
            rows.Select(r => $"{r.Entitlement} {r.Identity} {r.State == AccessState.Active}"));
        Assert.Equal(Direct(naive, c, 0), Rows(script, definition with { Effective = false }));
        var hash = HashOf(RowsOf(script, definition, _ => EntitlementKind.Role));
        script.WithIdentities("i9").Grant("i9", "e1", Period.Always, 99);
        Assert.Equal(hash, HashOf(RowsOf(script, definition, _ => EntitlementKind.Role)));
    }, iter: Histories);

    [Fact]
    public void Work_stops_when_it_is_cancelled()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e").WithIdentities("i");
        script.Grant("i", "e", HistoryScript.From(0), 1);
        var (reader, reading, cancelled) = (script.Reader, script.Reader.Latest, new CancellationToken(true));
        var definition = new SnapshotDefinition(new(5), reading.Position, null, reading.ReadPosition, false, new([], [], [], [], [], default), 1);
        Assert.Throws<OperationCanceledException>(() => reader.RowsOf(definition, _ => null, null, cancelled).Count());
        Assert.Throws<OperationCanceledException>(() => reader.CountHolders(new("e"), HistoryScript.At(5), reading, cancelled));
        Assert.Throws<OperationCanceledException>(
            () => reader.CompareAccess(new(new(-5), reading), new(new(5), reading), Everything, Page.All, cancelled));
        Assert.Throws<OperationCanceledException>(
            () => reader.GetTrend(new AppId("app"), TrendCalendar.Buckets(HistoryScript.Span(0, 9), TrendStep.Day, 9), reading, _ => true, cancelled));
    }

    [Fact]
    public void Buckets_are_whole_and_leave_no_gap_up_to_the_end_of_time()
    {
        var days = TrendCalendar.Buckets(new(Instant.Earliest, Instant.Latest), TrendStep.Month, 100_000);
        Assert.Equal(8_100 * 12, days.Count);
        Assert.All(days.Zip(days.Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.From));
        Assert.Equal(new Instant(Instant.Latest.Milliseconds + 1), days[^1].Until);
        Assert.Equal(4, TrendCalendar.Buckets(new(Instant.Earliest, Instant.Latest), TrendStep.Week, 3).Count);
        // 1 January 1900 was a Monday.
        Assert.Equal(Instant.Earliest, TrendCalendar.Buckets(Period.At(Instant.Earliest), TrendStep.Week, 1).Single().From);
    }

    private static ComparedScope Everything => new() { Visible = _ => true };

    private static string HashOf(IEnumerable<SnapshotBatch> batches)
    {
        using var canonical = new CanonicalRows();
        foreach (var batch in batches)
            canonical.AddAll(batch);
        return canonical.Finish();
    }

    private static IEnumerable<string> Rows(HistoryScript script, SnapshotDefinition definition) =>
        TakenRows.Of(RowsOf(script, definition, _ => null)).Select(r => $"{r.Entitlement} {r.Identity}");

    private static IEnumerable<SnapshotBatch> RowsOf(
        HistoryScript script, SnapshotDefinition definition, Func<EntitlementId, EntitlementKind?> kindOf) =>
        script.Reader.RowsOf(definition, kindOf, null, CancellationToken.None);

    // Whose path is empty holds it directly.
    private static IEnumerable<string> Direct(NaiveAnswers naive, (RandomHistory, Dice[] Questions) c, int side) =>
        from row in naive.Rows(Period.At(InstantOf(c, side)), KnowledgeOf(c, side), null)
        let words = row.Split(' ')
        where words.Contains("over") && words[Array.IndexOf(words, "over") + 1] == "0"
        orderby words[1], words[0]
        select $"{words[1]} {words[0]}";

    private static SortedDictionary<string, bool> Held(NaiveAnswers naive, (RandomHistory, Dice[] Questions) c, int side)
    {
        var held = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var words in naive.Rows(Period.At(InstantOf(c, side)), KnowledgeOf(c, side), null).Select(r => r.Split(' ')))
            held[$"{words[1]} {words[0]}"] = words[2] == "active";
        return held;
    }

    private static List<string> Differences(SortedDictionary<string, bool> before, SortedDictionary<string, bool> after) =>
    [
        .. from key in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
           let difference = (Find(before, key), Find(after, key)) switch
           {
               (null, _) => AccessDifference.Gained,
               (_, null) => AccessDifference.Lost,
               (true, false) => AccessDifference.Suspended,
               (false, true) => AccessDifference.Resumed,
               _ => (AccessDifference?)null,
           }
           where difference is not null
           select $"{key} {difference}",
    ];

    private static bool? Find(SortedDictionary<string, bool> held, string key) => held.TryGetValue(key, out var active) ? active : null;

    /// <summary>All pages, two rows each.</summary>
    private static List<string> Compared(HistoryReader reader, ComparedSide before, ComparedSide after, ComparedScope scope)
    {
        var (found, last) = (new List<string>(), (RowKey?)null);
        while (true)
        {
            var page = reader.CompareAccess(before, after, scope, new Page(last, 2), CancellationToken.None)!;
            found.AddRange(page.Rows.Select(r => $"{r.Holding.Entitlement} {r.Holding.Identity} {r.Difference}"));
            Assert.All(page.Rows, r => Assert.NotEqual(CheckReason.Held, r.Reason));
            if (page.Complete)
                return found;
            last = new(page.Rows[^1].Holding.Entitlement.Value, page.Rows[^1].Holding.Identity.Value);
        }
    }

    private static ComparedSide SideOf(HistoryReader reader, (RandomHistory, Dice[] Questions) c, int side) =>
        new(InstantOf(c, side), reader.Read(KnowledgeOf(c, side)));

    private static Instant InstantOf((RandomHistory, Dice[] Questions) c, int side) => new(c.Questions[side].A % RandomHistory.LastTime);

    private static Instant? SourceOf(Knowledge knowledge) => knowledge.By == KnownBy.Source ? knowledge.Time : null;

    private static Knowledge KnowledgeOf((RandomHistory History, Dice[] Questions) c, int side) => (c.Questions[side].B % 4) switch
    {
        0 => Knowledge.Latest,
        1 => Knowledge.AtTime(new(c.Questions[side].C % 30)),
        2 => Knowledge.BySource(new(c.Questions[side].C % 30)),
        _ => Knowledge.AtPosition(c.Questions[side].C % (c.History.Script.Position + 1)),
    };
}
