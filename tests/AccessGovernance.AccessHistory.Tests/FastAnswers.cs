using AccessGovernance.Domain;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>What the index answers by its columns alone is what it answers by judging everything.</summary>
public sealed class FastAnswers
{
    private static readonly string[] Entitlements = ["e0", "e1", "e2", "e3"];

    private static readonly Gen<(RandomHistory, Dice[])> Asked = Gen.Select(RandomHistory.Gen, Dice.Gen.Array[6]);

    [Fact, Trait("Rule", "3")]
    public void Are_the_same_at_every_scale_of_time() => Asked.Sample((history, asked) =>
    {
        var scaled = new HistoryIndex();
        foreach (var entry in history.Script.Entries)
            scaled.Apply(ScaledHistory.Of(entry));
        foreach (var dice in asked)
        {
            var q = Question.Of(dice, history.Script.Position);
            if (q.During.From.Milliseconds < 0)
                continue;
            var rows = Rows(history.Script.Reader, q, 1);
            var multiplied = new Question(ScaledHistory.Of(q.During), ScaledHistory.Of(q.Knowledge));
            Assert.Equal(rows, Rows(new HistoryReader(scaled), multiplied, ScaledHistory.Scale));
            Assert.Equal(Counted(history.Script.Reader, q), Counted(new HistoryReader(scaled), multiplied));
        }
    }, iter: 2_000);

    /// <summary>The ids that are held, and how many grants hold at the first instant.</summary>
    private static string Counted(HistoryReader reader, Question q)
    {
        var reading = reader.Read(q.Knowledge);
        if (reading.KnownBy == KnownBy.Ever)
            return "";
        var ids = Entitlements.Select(e => string.Join(',', (IEnumerable<IdentityId>?)reader.HoldersOf(new(e), q.During, reading)?.Ids ?? []));
        var people = Entitlements.Select(e => reader.CountHolders(new(e), Period.At(q.During.From), reading, CancellationToken.None))
            .Select(c => $"{c?.Identities}/{c?.Suspended}/{c?.Persons}/{c?.WithoutPerson}");
        var grants = reading.KnownBy == KnownBy.Ours ? reader.CountGrants(q.During.From, reading) : 0;
        return $"{string.Join(' ', ids)} {string.Join(' ', people)} {grants}";
    }

    [Fact]
    public void Name_and_count_the_same_holders_as_the_rows() => Asked.Sample((history, asked) =>
    {
        foreach (var dice in asked)
        {
            var q = Question.Of(dice, history.Script.Position);
            var reader = history.Script.Reader;
            var reading = reader.Read(q.Knowledge);
            if (reading.KnownBy == KnownBy.Ever)
                continue;
            foreach (var entitlement in Entitlements)
            {
                var rows = reader.WhoHadAccess(new(entitlement), q.During, reading, Page.All)?.Rows.Select(r => r.Identity);
                Assert.Equal(rows, reader.HoldersOf(new(entitlement), q.During, reading)?.Ids);
                Assert.Equal(rows?.LongCount(), reader.CountHolders(new(entitlement), q.During, reading, CancellationToken.None)?.Identities);
            }
        }
    }, iter: 1_000);

    [Fact]
    public void Name_what_an_identity_holds_as_the_rows_do() => Asked.Sample((history, asked) =>
    {
        foreach (var dice in asked)
        {
            var q = Question.Of(dice, history.Script.Position);
            var (reader, at) = (history.Script.Reader, q.During.From);
            var reading = reader.Read(q.Knowledge);
            if (reading.KnownBy == KnownBy.Ever)
                continue;
            foreach (var identity in new[] { "i0", "i1", "i2" }.Select(id => new IdentityId(id)))
            {
                var rows = reader.WhatDidTheyHold(identity, Period.At(at), reading, Page.All)?.Rows;
                var names = reader.NamesHeldBy(identity, at, reading, Page.All);
                Assert.Equal(rows?.Select(r => r.Entitlement.Value), names?.Entitlements);
                Assert.All(rows ?? [], r => Assert.Equal(r.State, names!.State));
            }
        }
    }, iter: 1_000);

    [Fact]
    public void Count_every_grant_that_holds() => Asked.Sample((history, asked) =>
    {
        foreach (var dice in asked)
        {
            var reader = history.Script.Reader;
            var at = new Instant(dice.A % RandomHistory.LastTime);
            var reading = reader.Read(dice.B % 2 == 0 ? Knowledge.Latest : Knowledge.AtPosition(dice.C % history.Script.Position));
            var direct = Entitlements.SelectMany(e => reader.WhoHadAccess(new(e), Period.At(at), reading, Page.All)?.Rows ?? [])
                .Sum(r => r.Grants.Count(g => g.Entitlement == r.Entitlement));
            Assert.Equal(direct, reader.CountGrants(at, reading));
        }
    }, iter: 1_000);

    [Fact, Trait("Rule", "8")]
    public void Check_what_the_rows_show_while_conferrals_change() => Asked.Sample((history, asked) =>
    {
        var index = new HistoryIndex();
        var reader = new HistoryReader(index);
        foreach (var entry in history.Script.Entries)
        {
            index.Apply(entry);
            var q = Question.Of(asked[entry.Position % asked.Length], reader.Latest.Position);
            if (entry.EndsBatch && q.Knowledge.By != KnownBy.Ever)
                AssertChecks(reader, q.During, reader.Read(q.Knowledge), entry.Position);
        }
    }, iter: 500);

    private static void AssertChecks(HistoryReader reader, Period during, Reading reading, long position)
    {
        foreach (var entitlement in Entitlements)
        {
            var rows = reader.WhoHadAccess(new(entitlement), during, reading, Page.All)?.Rows;
            var identity = new IdentityId("i" + (position % 3));
            var row = rows?.SingleOrDefault(r => r.Identity == identity);
            var answer = reader.CheckAccess(identity, new(entitlement), during, reading, explain: false);
            Assert.Equal(row?.State, answer switch
            {
                { Allowed: true } => AccessState.Active,
                { IsOnRecord: true } => AccessState.Suspended,
                _ => null,
            });
            Assert.Null(answer?.Holding);
        }
    }

    private static List<string> Rows(HistoryReader reader, Question q, long scale)
    {
        var reading = reader.Read(q.Knowledge);
        var rows = Entitlements.SelectMany(e => reader.WhoHadAccess(new(e), q.During, reading, Page.All)?.Rows ?? []);
        return [.. rows.Select(r => $"{r.Identity} {r.Entitlement} {r.State} {r.HeldAsKnownNow} {r.HeldAsKnownThen} {r.Path.Count} "
            + string.Join(',', r.Spans.Select(s => ScaledHistory.Back(s, scale))) + " "
            + string.Join(',', r.Grants.Select(g => g.Grant.ToString()[..8] + ScaledHistory.Back(g.Validity, scale)).Order(StringComparer.Ordinal)))];
    }
}
