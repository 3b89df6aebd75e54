using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;
using AccessGovernance.Cli.Quickstart;

namespace AccessGovernance.Cli.Tests;

public sealed class TheSampleOrganisation
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly SampleOrganisation Sample = SampleOrganisation.Create(Today);

    [Fact]
    public void Is_the_same_every_time()
    {
        var again = SampleOrganisation.Create(Today);
        Assert.Equal(Sample.History, again.History);
        Assert.Equal(Sample.Identities, again.Identities);
    }

    [Fact]
    public void Looks_like_a_real_one()
    {
        Assert.InRange(Sample.Identities.Count, 110, 130);
        Assert.Equal(6, Sample.Identities.Select(i => i.Department).Distinct().Count());
        Assert.InRange(Sample.History.Count, 500, 3_000);
        Assert.InRange(Sample.Identities.Count(i => i.LastDay is not null), 8, 25);
        Assert.InRange(Sample.Identities.Count(i => i.Joined > Sample.Start), 15, 45);
        Assert.Contains(Sample.Identities, i => i.Kind == IdentityKind.Contractor);
        Assert.Equal(Sample.Identities.Count, Sample.Identities.Select(i => i.Id).Distinct().Count());
        Assert.All(Sample.Identities, i => Assert.Null(IdRule.Problem(i.Id)));
    }

    [Fact]
    public void Writes_a_history_file_that_reads_back_as_it_was()
    {
        var file = HistoryReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(HistoryText.Write(Sample.History))));
        Assert.Equal(Sample.History, file.Rows);
    }

    [Fact]
    public void Records_in_order_and_never_before_it_took_effect()
    {
        var end = new DateTimeOffset(Today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.All(Sample.History.Zip(Sample.History.Skip(1)), pair => Assert.True(pair.First.RecordedAt <= pair.Second.RecordedAt));
        Assert.All(Sample.History, row => Assert.True(row.EffectiveAt <= row.RecordedAt && row.RecordedAt < end));
    }

    [Fact]
    public void Opens_nothing_twice_and_closes_only_what_is_open()
    {
        var open = new HashSet<(ImportRelation, string, string)>();
        foreach (var row in Sample.History)
        {
            var fact = (row.Relation, row.Subject, row.Object);
            Assert.True(row.Operation == ImportOperation.Add ? open.Add(fact) : open.Remove(fact), $"row {row.Seq}");
        }
    }

    [Fact]
    public void Speaks_only_of_what_is_defined()
    {
        var entitlements = SampleCatalogue.Entitlements.Select(e => e.Id).ToHashSet();
        var identities = Sample.Identities.Select(i => i.Id).ToHashSet();
        Assert.Equal(SampleCatalogue.Entitlements.Count, entitlements.Count);
        Assert.All(Sample.History, row => Assert.Contains(row.Object, entitlements));
        Assert.All(Sample.History, row => Assert.Contains(row.Subject, row.Relation == ImportRelation.Holds ? identities : entitlements));
    }

    [Fact]
    public void Knows_corrections_and_late_records()
    {
        var adds = Sample.History.Where(r => r.Operation == ImportOperation.Add).ToLookup(r => (r.Subject, r.Object, r.EffectiveAt));
        Assert.True(
            Sample.History.Count(r => r.Operation == ImportOperation.Remove && adds.Contains((r.Subject, r.Object, r.EffectiveAt))) >= 3);
        Assert.True(Sample.History.Count(r => r.RecordedAt - r.EffectiveAt > TimeSpan.FromDays(5).TotalMilliseconds) >= 40);
    }

    [Fact]
    public void Lets_the_mover_differ_by_what_was_known()
    {
        var (cast, at) = (Sample.Cast, SampleCast.Noon(Sample.Cast.DisputedDay).ToUnixTimeMilliseconds());
        Assert.Contains(SampleCast.Sensitive, Held(SampleCast.Mover, at, at));
        Assert.DoesNotContain(SampleCast.Sensitive, Held(SampleCast.Mover, at, long.MaxValue));
        Assert.Contains(SampleCast.Sensitive,
            Held(SampleCast.Mover, SampleCast.Noon(cast.MoveDay.AddDays(-1)).ToUnixTimeMilliseconds(), long.MaxValue));
    }

    [Fact]
    public void Leaves_the_leaver_one_forgotten_access()
    {
        var lastDay = SampleCast.Noon(Sample.Cast.LastDay).ToUnixTimeMilliseconds();
        Assert.InRange(Held(SampleCast.Leaver, lastDay, long.MaxValue).Count, 6, 20);
        Assert.Equal([SampleCast.Forgotten], Held(SampleCast.Leaver, SampleCast.Noon(Today).ToUnixTimeMilliseconds(), long.MaxValue));
    }

    [Fact]
    public void Has_several_who_could_approve_payments()
    {
        var day = SampleCast.Noon(Sample.Cast.AskedDay).ToUnixTimeMilliseconds();
        Assert.InRange(Sample.Identities.Count(i => Held(i.Id, day, long.MaxValue).Contains(SampleCast.Sensitive)), 5, 20);
    }

    /// <summary>By the meaning of history files, straight from the rows.</summary>
    private static HashSet<string> Held(string identity, long validAt, long knownAt)
    {
        var known = Sample.History.Where(r => r.RecordedAt <= knownAt).ToList();
        var held = Open(known.Where(r => r.Relation == ImportRelation.Holds && r.Subject == identity), validAt)
            .Select(f => f.Object).ToHashSet();
        var edges = Open(known.Where(r => r.Relation == ImportRelation.Confers), validAt).ToLookup(f => f.Subject, f => f.Object);
        for (var front = held.ToList(); front.Count > 0;)
            front = [.. front.SelectMany(e => edges[e]).Where(held.Add)];
        return held;
    }

    private static List<(string Subject, string Object)> Open(IEnumerable<HistoryRow> rows, long validAt) =>
        [.. rows.GroupBy(r => (r.Subject, r.Object)).Where(g => Spans(g).Any(s => s.From <= validAt && validAt < s.Until))
            .Select(g => g.Key)];

    private static List<(long From, long Until)> Spans(IEnumerable<HistoryRow> fact)
    {
        var spans = new List<(long From, long Until)>();
        foreach (var row in fact)
        {
            if (row.Operation == ImportOperation.Add)
                spans.Add((row.EffectiveAt, long.MaxValue));
            else
                spans[^1] = (spans[^1].From, row.EffectiveAt);
        }
        return spans;
    }
}
