using System.Text;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;
using CsCheck;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class LongAnswers
{
    private static readonly string[] Ids = ["Domain Admins", "Zażółć", "a/b:c", "b", "\uFFEE", "\U0001F600"];

    private static readonly Gen<(string, string, char[])> Texts =
        Gen.Select(Gen.String[0, 4], Gen.String[0, 4], Gen.Char['\uD000', '\uFFFF'].Array[0, 3]);

    [Fact, Trait("Rule", "1")]
    public void Come_in_pages_ordered_by_the_bytes_of_the_ids()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e").WithIdentities(Ids);
        foreach (var id in Ids.Reverse())
            script.Grant(id, "e", From(0), 1);
        var rows = new List<Holding>();
        HoldingsAnswer page;
        do
        {
            var next = new Page(rows.Count == 0 ? null : new RowKey(rows[^1].Identity.Value, rows[^1].Entitlement.Value), 4);
            page = script.Reader.WhoHadAccess(new("e"), At(1), script.Reader.Latest, next)!;
            rows.AddRange(page.Rows);
        }
        while (!page.Complete);

        var ordered = Ids.OrderBy(id => Convert.ToHexString(Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal);
        Assert.Equal(ordered, rows.Select(r => r.Identity.Value));
    }

    [Fact, Trait("Rule", "1")]
    public void Order_ids_as_their_bytes() => Texts.Sample((a, b, tail) =>
    {
        if (!IsText(a + new string(tail)) || !IsText(b))
            return true;
        var bytes = Encoding.UTF8.GetBytes(a + new string(tail)).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
        return Math.Sign(IdOrder.Instance.Compare(a + new string(tail), b)) == Math.Sign(bytes);
    });

    [Fact, Trait("Rule", "11")]
    public void Are_the_same_however_the_history_was_cut_into_pages() => RandomHistory.Gen.Select(Gen.Int[1, 20]).Sample((history, step) =>
    {
        // A second life of the index: everything in pages of another size, with the last page delivered twice.
        var index = new HistoryIndex();
        for (var at = 0; at < history.Script.Entries.Count; at += step)
        {
            foreach (var entry in history.Script.Entries.Skip(Math.Max(0, at - step)).Take(2 * step))
                index.Apply(entry);
        }
        Assert.Equal(All(history.Script.Reader), All(new HistoryReader(index)));
    }, iter: 300);

    [Fact, Trait("Rule", "3")]
    public void Timelines_tell_every_record_with_both_clocks_and_its_provenance()
    {
        var script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e", "f").WithIdentities("i");
        var (block, stream) = (Guid.NewGuid(), StreamNames.Of(new IdentityId("i")));
        script.Record(StreamNames.OfImport("hr"), new ImportStarted(block, new("app"), "ab12"), 4);
        script.Record(stream, Granted(new(script.NextGuid()), "e", From(2)), 5, new ImportedRow(block, 7, new(3)));
        var other = script.Grant("i", "f", Span(0, 9), 6);
        script.OfIdentity("i", new GrantCorrected(other, new("f"), Span(0, 8), null), 7);
        script.OfIdentity("i", new IdentitySuspended(new(5), null), 8);

        var all = script.Reader.GetTimeline(new("i"), null, script.Reader.Latest, TimelinePage.All)!.Entries;
        Assert.Equal([TimelineChange.Registered, TimelineChange.Granted, TimelineChange.Granted, TimelineChange.Corrected,
            TimelineChange.Suspended], all.Select(e => e.Change));
        Assert.Equal(new Provenance("hr", "ab12", block, 7, new(3)), all[1].Import);
        Assert.Equal((new Instant(7), Span(0, 8), "tester"), (all[3].RecordedAt, all[3].Validity, all[3].Actor));
        var page = script.Reader.GetTimeline(new("i"), new EntitlementId("f"), script.Reader.Latest, new(all[0].Position, 2))!;
        Assert.Equal((false, 2, all[3].Position), (page.Complete, page.Entries.Count, page.Entries[^1].Position));
    }

    private static List<string> All(HistoryReader reader)
    {
        var reading = reader.Read(Knowledge.Ever);
        string[] entitlements = ["e0", "e1", "e2", "e3"];
        return [.. entitlements.SelectMany(e => reader.WhoHadAccess(new(e), From(0), reading, Page.All)!.Rows).Select(IndexRows.Text),
            .. reader.GetTimeline(new("i0"), null, reader.Latest, TimelinePage.All)!.Entries.Select(e => e.ToString())];
    }

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                return false;
            i += rune.Utf16SequenceLength;
        }
        return true;
    }
}
