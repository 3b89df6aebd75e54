using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class ReadingWhileWriting
{
    private const int Batches = 20_000;

    [Fact, Trait("Rule", "11")]
    public async Task Every_answer_is_true_at_the_position_that_it_names()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e");
        for (var i = 0; i < Batches; i++)
            GrantTwice(script, "i" + i);
        var index = new HistoryIndex();

        var reading = Task.Run(() => ReadUntil(index, script.Position));
        foreach (var entry in script.Entries)
            index.Apply(entry);

        Assert.Empty(await reading);
    }

    /// <summary>One batch: a new identity with two grants, the second of which begins where the first ends.</summary>
    private static void GrantTwice(HistoryScript script, string identity)
    {
        var stream = StreamNames.Of(new IdentityId(identity));
        var (from, second) = (script.Position, new GrantId(script.NextGuid()));
        script.RecordAll(from, (stream, new IdentityRegistered(IdentityKind.Employee, false), null),
            (stream, Granted(new(script.NextGuid()), "e", Span(from, from + 1)), null),
            (stream, Granted(second, "e", From(from)), null), (stream, new AccessRevoked(second, new("e"), new(from + 2), null), null));
    }

    private static List<string> ReadUntil(HistoryIndex index, long end)
    {
        var (reader, wrong, position) = (new HistoryReader(index), new List<string>(), 0L);
        while (position < end)
        {
            var now = reader.Latest;
            position = now.Position;
            if (position < 6)
                continue;
            // The last identity whose batch is visible, and nothing of the next one.
            var identity = new IdentityId("i" + ((position - 6) / 4));
            var spans = reader.CheckAccess(identity, new("e"), From(0), now, explain: true)?.Holding?.Spans ?? [];
            var rows = reader.WhoHadAccess(new("e"), At(position - 4), now, Page.All)!.Rows;
            var (ids, grants) = (reader.HoldersOf(new("e"), At(position - 4), now)!.Ids, reader.CountGrants(new(position - 4), now));
            if (ids is not [{ } only] || only != identity || grants != 2)
                wrong.Add($"at {position}: {ids.Count} ids, {grants} grants");
            if (spans is not [{ } span] || span != Span(position - 4, position - 2) || rows is not [{ } row] || row.Identity != identity)
                wrong.Add($"at {position}: {string.Join(' ', spans)}, {rows.Count} rows");
        }
        return wrong;
    }
}
