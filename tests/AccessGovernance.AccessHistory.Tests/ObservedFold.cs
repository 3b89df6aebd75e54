using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain.Observations;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Random reports, with nestings that lead in circles, answered as a fold that keeps every state of every account does.</summary>
public sealed class ObservedFold : IDisposable
{
    private const int LastTime = 40;

    private static readonly string[] Entitlements = ["e0", "e1", "e2", "e3"];

    private static readonly Gen<ObservedAccount> Account = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 15], (key, owner, holds) => (holds, owner) switch
        {
            (0, 0) => ObservedScript.Gone(key),
            _ => ObservedScript.Account(key, owner == 0 ? null : $"i{owner}", Chosen(holds)),
        });

    private static readonly Gen<ObservedNesting> Nesting =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 15], (parent, children) => ObservedScript.Nesting(Entitlements[parent], Chosen(children)));

    internal static readonly Gen<(SyncKind, SyncOutcome, ObservedAccount[], ObservedNesting[])[]> Syncs = Gen.Select(
        Gen.Enum<SyncKind>(), Gen.Enum<SyncOutcome>(), Account.Array[0, 6], Nesting.Array[0, 4]).Array[1, 9];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("observed-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Is_what_the_index_answers_at_every_instant_and_position() => Syncs.Sample(syncs =>
    {
        var script = ScriptOf(syncs);
        for (var position = 0; position <= script.Position; position++)
        {
            var naive = new NaiveReports(script.Entries.Take(position).Select(e => e.What));
            Assert.Equal(naive.All(), All(script.Reader, position));
        }
    }, iter: 300, threads: 1);

    [Fact]
    public Task Is_what_a_saved_index_goes_on_with() => Gen.Select(Syncs, Gen.Int[0, 100]).SampleAsync(async (syncs, dice) =>
    {
        var entries = ScriptOf(syncs).Entries;
        var (log, before) = (new ScriptedLog(), new HistoryIndex());
        log.Add(entries);
        foreach (var entry in entries.Take(1 + (dice % entries.Count)))
            before.Apply(entry);
        var checkpoint = new IndexCheckpoint(Path.Combine(folder.FullName, "access.index"));
        Assert.True(checkpoint.TrySave(before, log.StoreId));
        var index = await checkpoint.LoadOrNew(log, default);
        Assert.Equal(before.Head, index.Head);
        foreach (var entry in entries)
            index.Apply(entry);
        Assert.Equal(new NaiveReports(entries.Select(e => e.What)).All(), All(new HistoryReader(index), entries.Count));
    }, iter: 100, threads: 1);

    public static IEnumerable<string> Asked(Func<string, long, IEnumerable<string>> who) =>
        from time in Enumerable.Range(0, LastTime)
        from entitlement in Entitlements
        select $"{time} {entitlement}: {string.Join(' ', who(entitlement, time).Order(StringComparer.Ordinal))}";

    private static IEnumerable<string> All(HistoryReader reader, long position) => Asked((entitlement, time) =>
        reader.WhoHadAccessIn(new(AccessLayer.Observed, null), new(entitlement), HistoryScript.At(time), reader.Read(Knowledge.AtPosition(position)), Page.All)
            ?.Rows.Select(r => r.Observed!.Identity?.Value ?? $"{r.Observed.Observations[0].Account}") ?? []);

    private static HistoryScript ScriptOf((SyncKind Kind, SyncOutcome Outcome, ObservedAccount[] Accounts, ObservedNesting[] Nestings)[] syncs)
    {
        var script = new HistoryScript();
        Write(script, 4, syncs);
        return script;
    }

    /// <param name="apart">From one report to the next.</param>
    internal static void Write(
        HistoryScript script, int apart, (SyncKind Kind, SyncOutcome Outcome, ObservedAccount[] Accounts, ObservedNesting[] Nestings)[] syncs)
    {
        for (var i = 0; i < syncs.Length; i++)
        {
            var sync = syncs[i];
            script.Begin("app", i, sync.Kind, apart * i);
            // Accounts and nestings that come again are in other parts.
            foreach (var account in sync.Accounts)
                script.Part("app", i, account);
            foreach (var nesting in sync.Nestings)
                script.Nest("app", i, nesting);
            script.End("app", i, sync.Outcome);
        }
    }

    private static IEnumerable<string> Chosen(int bits) => Entitlements.Where((_, i) => (bits & (1 << i)) != 0);
}
