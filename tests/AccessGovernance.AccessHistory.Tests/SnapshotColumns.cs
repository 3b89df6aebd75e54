using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Snapshots;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Rows that a snapshot takes from the columns alone are those that judging every grant finds.</summary>
public sealed class SnapshotColumns
{
    /// <summary>So many more that identities get ranks.</summary>
    private const int Others = 80;

    private static readonly Gen<(RandomHistory, Dice[])> Asked = Gen.Select(RandomHistory.Gen, Dice.Gen.Array[6]);

    [Fact, Trait("Rule", "15")]
    public void Tell_what_judging_every_grant_tells() => Asked.Sample((history, asked) =>
    {
        WithOthers(history.Script);
        var scaled = new HistoryIndex();
        foreach (var entry in history.Script.Entries)
            scaled.Apply(ScaledHistory.Of(entry));
        foreach (var dice in asked)
        {
            var (position, at) = (dice.C % (history.Script.Position + 1), new Instant(dice.A % RandomHistory.LastTime));
            MustAgree(history.Script.Index, position, at);
            MustAgree(scaled, position, ScaledHistory.Of(at));
        }
    }, iter: 2_000);

    [Fact]
    public void Take_in_identities_that_are_too_new_for_a_rank()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e", "f");
        WithOthers(script);
        foreach (var identity in (string[])["n40", "n7"])
            script.Grant(identity, "e", HistoryScript.From(0), 1);
        Assert.Equal(["e n40", "e n7"], Rows(script));
        script.WithIdentities("n5x").Grant("n5x", "e", HistoryScript.From(0), 2);
        script.Grant("n9", "f", HistoryScript.From(0), 2);
        Assert.Equal(["e n40", "e n5x", "e n7", "f n9"], Rows(script));
    }

    [Fact]
    public void Have_the_same_checksum_if_and_only_if_the_rows_are_the_same() => Asked.Sample((history, asked) =>
    {
        var sums = new List<(List<TakenRow> Rows, UInt128 Sum)>();
        foreach (var dice in asked)
        {
            var definition = Whole(history.Script.Reader, dice.C % (history.Script.Position + 1), new(dice.A % RandomHistory.LastTime));
            var checksum = new RowsChecksum();
            foreach (var batch in history.Script.Reader.RowsOf(definition, _ => null, null, CancellationToken.None))
                checksum.AddAll(batch);
            var rows = TakenRows.Of(history.Script.Reader.RowsOf(definition, _ => null, null, CancellationToken.None));
            Assert.Equal(rows.Count, checksum.Count);
            foreach (var other in sums)
                Assert.Equal(other.Rows.SequenceEqual(rows), other.Sum == checksum.Sum());
            sums.Add((rows, checksum.Sum()));
        }
    }, iter: 500);

    [Fact]
    public void Go_on_after_any_row_among_many_entitlements()
    {
        string[] names = [.. Enumerable.Range(0, Others).Select(n => $"e{n}")];
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", names).WithIdentities("i", "j");
        foreach (var name in names)
            script.Grant("i", name, HistoryScript.From(0), 1);
        script.Grant("j", "e33", HistoryScript.From(0), 1);
        Assert.Equal(Others + 1, Rows(script).Count());
        script.WithEntitlements("app", "e33x").Grant("j", "e33x", HistoryScript.From(0), 2);
        var whole = Whole(script.Reader, script.Position, new(5));
        var rows = RowsAfter(null);
        Assert.Equal(rows.OrderBy(r => r.Entitlement, StringComparer.Ordinal).ThenBy(r => r.Identity, StringComparer.Ordinal), rows);
        Assert.Equal(Others + 2, rows.Count);
        for (var i = 0; i < rows.Count; i++)
            Assert.Equal(rows.Skip(i + 1), RowsAfter(new RowKey(rows[i].Entitlement, rows[i].Identity)));

        List<TakenRow> RowsAfter(RowKey? after) => TakenRows.Of(script.Reader.RowsOf(whole, _ => null, after, CancellationToken.None));
    }

    [Fact]
    public void Have_the_same_checksum_in_whatever_parts_they_come()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e", "f").WithIdentities("i", "j");
        foreach (var (identity, entitlement) in (ReadOnlySpan<(string, string)>)[("i", "e"), ("j", "e"), ("i", "f")])
            script.Grant(identity, entitlement, HistoryScript.From(0), 1);
        var (together, apart, less) = (new RowsChecksum(), new RowsChecksum(), new RowsChecksum());
        var whole = Whole(script.Reader, script.Position, new(5));
        foreach (var batch in script.Reader.RowsOf(whole, _ => null, null, CancellationToken.None))
            together.AddAll(batch);
        foreach (var name in (string[])["e", "f"])
        {
            var one = whole with { Filter = whole.Filter with { Entitlements = [new(name)] } };
            foreach (var batch in script.Reader.RowsOf(one, _ => null, null, CancellationToken.None))
            {
                apart.AddAll(batch);
                if (name == "e")
                    less.AddAll(batch);
            }
        }
        Assert.Equal((together.Count, together.Sum()), (apart.Count, apart.Sum()));
        Assert.NotEqual(together.Sum(), less.Sum());
    }

    private static void WithOthers(HistoryScript script) =>
        script.WithIdentities([.. Enumerable.Range(0, Others).Select(n => $"n{n}")]);

    private static SnapshotDefinition Whole(HistoryReader reader, long position, Instant at)
    {
        var reading = reader.Read(Knowledge.AtPosition(position));
        return new(at, reading.Position, null, reading.ReadPosition, false, new([], [], [], [], [], default), 1);
    }

    private static IEnumerable<string> Rows(HistoryScript script) =>
        TakenRows.Of(script.Reader.RowsOf(Whole(script.Reader, script.Position, new(5)), _ => null, null, CancellationToken.None))
            .Select(r => $"{r.Entitlement} {r.Identity}");

    private static void MustAgree(HistoryIndex index, long position, Instant at)
    {
        var own = new HistoryReader(index).Read(Knowledge.AtPosition(position)).Position;
        var state = new ViewAt(new View(index, Visibility.Ours(own)), at);
        var (held, ranks) = (new HeldGrants(state), index.Identities.Ranks());
        var (direct, any, texts) = (new DirectScan(state, held, ranks), new SnapshotScan(state, held, null), new IdentityTexts(index.Identities, ranks));
        using var fast = new SnapshotBatch(texts);
        using var judged = new SnapshotBatch(texts);
        for (var i = 0; i < index.Entitlements.Count; i++)
        {
            Assert.True(direct.TryAddRowsOf(index.Entitlements[i], fast));
            any.AddRowsOf(index.Entitlements[i], effective: false, judged);
        }
        Assert.Equal(TakenRows.Of(judged), TakenRows.Of(fast));
    }
}
