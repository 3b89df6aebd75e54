using AccessGovernance.Domain;
using CsCheck;
using static AccessGovernance.AccessHistory.Tests.ObservedScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Comparisons and trends in all layers, of random decisions and random reports, are what follows from two naive folds.</summary>
[Trait("Rule", "4")]
public sealed class LayersCompared
{
    private const int Histories = 300;

    private static readonly string[] Entitlements = ["e0", "e1", "e2", "e3"];

    private static readonly ComparedScope Everything = new() { Visible = _ => true };

    private static readonly Gen<Case> Cases = Gen.Select(RandomHistory.Gen, ObservedFold.Syncs, Dice.Gen.Array[2], (history, syncs, dice) =>
    {
        ObservedFold.Write(history.Script, 1, syncs);
        return new Case(history.Script, dice);
    });

    [Theory]
    [InlineData(AccessLayer.Observed)]
    [InlineData(AccessLayer.Any)]
    public void Differences_of_each_layer_are_told_apart(AccessLayer layer) => Cases.Sample(c =>
    {
        var expected = c.Differences(layer).ToList();
        Assert.Equal(expected, c.Compared(layer, Everything));
        Assert.Equal(expected, c.Compared(layer, Everything with { Application = new AppId("app") }));
        Assert.Equal(expected.Where(d => d.StartsWith("e1 ", StringComparison.Ordinal)), c.Compared(layer, Everything with { Entitlement = new("e1") }));
        Assert.Equal(expected.Where(d => d.Contains(" i1 ", StringComparison.Ordinal)), c.Compared(layer, Everything with { Identity = new("i1") }));
        Assert.Equal(expected.Where(d => !d.StartsWith("e2 ", StringComparison.Ordinal)), c.Compared(layer, new() { Visible = e => e.Value != "e2" }));
    }, iter: Histories, threads: 1);

    [Theory]
    [InlineData(AccessLayer.Observed)]
    [InlineData(AccessLayer.Any)]
    public void Trends_count_what_each_layer_has_at_the_end_of_each_bucket(AccessLayer layer) => Cases.Sample(c =>
    {
        Period[] buckets = [.. Enumerable.Range(0, 4).Select(i => HistoryScript.Span(3 * i, 3 * (i + 1)))];
        var reading = c.Script.Reader.Read(c.Known(0));
        var one = c.Script.Reader.GetTrendIn(new(layer, null), new EntitlementId("e1"), buckets, reading)!;
        Assert.Equal(buckets.Select(b => c.Counted(layer, b.Until.Milliseconds - 1, "e1")), one.Buckets.Select(Text));
        var all = c.Script.Reader.GetTrendIn(layer, new AppId("app"), buckets, reading, _ => true, default)!;
        Assert.Equal(buckets.Select(b => c.Counted(layer, b.Until.Milliseconds - 1, Entitlements)), all.Buckets.Select(Text));
    }, iter: Histories, threads: 1);

    [Fact]
    public void What_nobody_defined_differs_and_counts_for_those_who_reach_its_reporter_alone()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithApplication("other", 0).WithIdentities("i");
        script.Report("app", 1, 10, Account(1, "i", "strange"), Account(2, null, "strange"));
        script.Report("app", 2, 20, Account(2, null, "strange"));
        var reading = script.Reader.Latest;
        IEnumerable<string> Changes(Func<AppId, bool>? within, ComparedScope scope) =>
            script.Reader.CompareAccessIn(new(AccessLayer.Any, within), new(new(15), reading), new(new(25), reading), scope, Page.All, default)?
                .Rows.Select(r => $"{r.Entitlement} {r.Holder} {r.Observed!.Difference}") ?? ["none"];
        Assert.Equal(["strange i Lost"], Changes(null, Everything));
        Assert.Equal(["strange i Lost"], Changes(a => a.Value == "app", Everything with { Identity = new("i") }));
        Assert.Equal(["none"], Changes(a => a.Value == "other", Everything with { Entitlement = new("strange") }));
        Assert.Empty(Changes(a => a.Value == "other", Everything));
        Assert.Empty(Changes(null, Everything with { Application = new AppId("other") }));
        Period[] buckets = [HistoryScript.Span(0, 9), HistoryScript.Span(9, 16)];
        var trend = script.Reader.GetTrendIn(new(AccessLayer.Any, null), new EntitlementId("strange"), buckets, reading)!;
        Assert.Equal([(0, 0, false), (1, 1, true)], trend.Buckets.Select(b => (b.Observed, b.Accounts, b.Reported)));
        var whole = script.Reader.GetTrendIn(AccessLayer.Observed, new AppId("app"), [HistoryScript.Span(9, 26)], reading, _ => true, default)!;
        Assert.Equal((0, 1), (whole.Buckets[0].Identities, whole.Buckets[0].Accounts));
    }

    private static string Text(LayeredBucket bucket) => $"{bucket.Identities} {bucket.Entitled} {bucket.Observed} {bucket.Accounts}";

    private sealed record Case(HistoryScript Script, Dice[] Dice)
    {
        public Knowledge Known(int side) => (Dice[side].B % 3) switch
        {
            0 => Knowledge.Latest,
            1 => Knowledge.AtTime(new(Dice[side].C % 30)),
            _ => Knowledge.AtPosition(Dice[side].C % (Script.Position + 1)),
        };

        public IEnumerable<string> Differences(AccessLayer layer)
        {
            var (before, after) = (Held(0), Held(1));
            return from key in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                   let was = before.GetValueOrDefault(key)
                   let isNow = after.GetValueOrDefault(key)
                   let decided = layer == AccessLayer.Observed ? "" : Difference(was.Active, isNow.Active)
                   let seen = Difference(was.Seen ? true : null, isNow.Seen ? true : null)
                   where decided + seen != ""
                   select $"{key} {decided}/{seen}";
        }

        /// <summary>All pages, two rows each.</summary>
        public List<string> Compared(AccessLayer layer, ComparedScope scope)
        {
            var (found, last) = (new List<string>(), (RowKey?)null);
            while (true)
            {
                var page = Script.Reader.CompareAccessIn(new(layer, null), SideOf(0), SideOf(1), scope, new Page(last, 2), default)!;
                found.AddRange(page.Rows.Select(r => $"{r.Entitlement} {r.Holder} {r.Decided?.Difference}/{r.Observed?.Difference}"));
                if (page.Complete)
                    return found;
                last = new(page.Rows[^1].Entitlement.Value, page.Rows[^1].Holder);
            }
        }

        public string Counted(AccessLayer layer, long at, params string[] entitlements)
        {
            var held = Held(at, 0).Where(h => entitlements.Contains(h.Key.Split(' ')[0]))
                .Select(h => (Who: h.Key.Split(' ')[1], h.Value.Active, h.Value.Seen)).ToList();
            var seen = held.Where(h => h.Seen && h.Who[0] == 'i').Select(h => h.Who).ToHashSet();
            var decided = held.Where(h => h.Active is not null).Select(h => h.Who).Where(w => layer == AccessLayer.Any || seen.Contains(w)).ToHashSet();
            var accounts = held.Where(h => h.Who[0] != 'i').Select(h => h.Who).Distinct().Count();
            return $"{seen.Union(decided).Count()} {decided.Count} {seen.Count} {accounts}";
        }

        private ComparedSide SideOf(int side) => new(new(InstantOf(side)), Script.Reader.Read(Known(side)));

        private long InstantOf(int side) => Dice[side].A % RandomHistory.LastTime;

        private Dictionary<string, (bool? Active, bool Seen)> Held(int side) => Held(InstantOf(side), side);

        private Dictionary<string, (bool? Active, bool Seen)> Held(long at, int side)
        {
            var held = new Dictionary<string, (bool? Active, bool Seen)>();
            foreach (var words in new NaiveAnswers(Script.Entries).Rows(Period.At(new(at)), Known(side), null).Select(r => r.Split(' ')))
                held[$"{words[1]} {words[0]}"] = (words[2] == "active", false);
            var reports = new NaiveReports(Script.Entries.Take((int)Script.Reader.Read(Known(side)).Position).Select(e => e.What));
            foreach (var key in Entitlements.SelectMany(e => reports.Who(e, at).Select(w => $"{e} {Named(w)}")))
                held[key] = held.GetValueOrDefault(key) with { Seen = true };
            return held;
        }

        private static string Named(string holder) => Guid.TryParse(holder, out var account) ? $"\u0001app\u0001{account:N}" : holder;

        private static string Difference(bool? was, bool? isNow) => (was, isNow) switch
        {
            (null, null) => "",
            (null, _) => "Gained",
            (_, null) => "Lost",
            (true, false) => "Suspended",
            (false, true) => "Resumed",
            _ => "",
        };
    }
}
