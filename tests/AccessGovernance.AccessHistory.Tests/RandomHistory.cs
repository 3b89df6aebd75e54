using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Six small numbers that a step of a random history is made of.</summary>
internal readonly record struct Dice(int Kind, int A, int B, int C, int D, int E)
{
    public static readonly Gen<Dice> Gen = CsCheck.Gen.Select(CsCheck.Gen.Int[0, 99], CsCheck.Gen.Int[0, 999], CsCheck.Gen.Int[0, 999],
        CsCheck.Gen.Int[0, 999], CsCheck.Gen.Int[0, 999], CsCheck.Gen.Int[0, 999], (k, a, b, c, d, e) => new Dice(k, a, b, c, d, e));
}

/// <summary>
/// A random history of a few identities and entitlements: whatever could stand in a log, cyclic conferrals and unusual orders included,
/// live and imported mixed, several batches in a millisecond, stamps that step back.
/// </summary>
internal sealed class RandomHistory
{
    public const int LastTime = 12;

    private static readonly Guid Block = new(7, 7, 7, new byte[8]);

    private readonly List<(string Stream, DomainEvent What, ImportedRow? Import)> batch = [];
    private readonly List<OpenFact> facts = [];
    private readonly List<(string Identity, Instant At)> terminations = [];
    private readonly long[] sourceTimes = new long[2];
    private long stamp;
    private long row;

    public static readonly Gen<RandomHistory> Gen = Dice.Gen.Array[4, 45].Select(steps => new RandomHistory(steps));

    private RandomHistory(Dice[] steps)
    {
        Script.WithApplication("app", 0).WithEntitlements("app", "e0", "e1", "e2", "e3").WithIdentities("i0", "i1", "i2");
        foreach (var dice in steps)
        {
            Step(dice);
            if (dice.E % 3 != 0)
                EndBatch(dice.E);
        }
        EndBatch(1);
    }

    public HistoryScript Script { get; } = new();

    public override string ToString() => string.Join('\n', Script.Entries.Skip(8).Select(e =>
        $"{e.Position}{(e.EndsBatch ? "." : "")} at {e.Stamp.Milliseconds} {e.Stream} {e.Import?.SourceRecordedAt.Milliseconds} {e.What}"));

    private void EndBatch(int dice)
    {
        if (batch.Count == 0)
            return;
        stamp = Math.Max(0, stamp + (dice % 7) switch { 0 => -1, 1 or 2 => 1, 3 => 2, _ => 0 });
        Script.RecordAll(stamp, [.. batch]);
        batch.Clear();
    }

    private void Step(Dice dice)
    {
        switch (dice.Kind)
        {
            case < 25: Open(Grant(dice), null); break;
            case < 37: Open(Edge(dice), null); break;
            case < 57: Change(dice); break;
            case < 72: ChangeStatus(dice); break;
            case < 78: Open(Link(dice), null); break;
            case < 90: Open(dice.B % 2 == 0 ? Grant(dice) : Edge(dice), Row(dice)); break;
            default: CloseImported(dice); break;
        }
    }

    private OpenFact Grant(Dice d) => new('g', Script.NextGuid(), "i" + (d.A % 3), "e" + (d.C % 4), Validity(d), false);

    private OpenFact Edge(Dice d) => new('c', Script.NextGuid(), "e" + (d.A % 4), "e" + ((d.A + 1 + (d.C % 3)) % 4), Validity(d), false);

    private OpenFact Link(Dice d) => new('l', Script.NextGuid(), "i" + (d.A % 3), "p" + (d.B % 2), Validity(d), false);

    private static Period Validity(Dice d)
    {
        var from = d.D % LastTime;
        return d.B % 3 == 0 ? HistoryScript.From(from) : HistoryScript.Span(from, from + 1 + (d.C / 4 % 6));
    }

    private ImportedRow Row(Dice d)
    {
        var source = d.E % 2;
        sourceTimes[source] += d.C % 3;
        return new ImportedRow(Block, ++row, new Instant(sourceTimes[source]));
    }

    private void Open(OpenFact fact, ImportedRow? import)
    {
        facts.Add(fact with { OnlyImported = import is not null });
        DomainEvent what = fact.Kind switch
        {
            'g' => HistoryScript.Granted(new(fact.Id), fact.Object, fact.Validity),
            'c' => new ConferralAdded(new(fact.Id), new(fact.Subject), new(fact.Object), fact.Validity, null, null),
            _ => new IdentityLinked(new(fact.Id), new(fact.Object), RoleOf(fact), fact.Validity, null),
        };
        batch.Add((StreamOf(fact), what, import));
    }

    private void Change(Dice d)
    {
        if (facts.Count == 0)
            return;
        var at = d.A % facts.Count;
        if (facts[at] is { Void: false } fact)
            Replace(at, ChangeOf(fact, d), null);
    }

    private void CloseImported(Dice d)
    {
        var at = facts.FindIndex(f => f is { OnlyImported: true, Void: false });
        if (at >= 0)
            Replace(at, End(facts[at], new Instant(d.D % (LastTime + 2))), Row(d));
    }

    private static (OpenFact Fact, DomainEvent What) ChangeOf(OpenFact fact, Dice d) => (fact.Kind, d.B % 4) switch
    {
        ('g', 0) => (fact with { Validity = Validity(d) }, new GrantCorrected(new(fact.Id), new(fact.Object), Validity(d), null)),
        (not 'l', 1) => End(fact, new Instant(long.MinValue)),
        _ => End(fact, new Instant(d.D % (LastTime + 2))),
    };

    private static (OpenFact Fact, DomainEvent What) End(OpenFact fact, Instant at)
    {
        var ended = fact with { Validity = fact.Validity with { Until = at } };
        var voided = fact with { Void = true };
        return (fact.Kind, at <= fact.Validity.From) switch
        {
            ('g', true) => (voided, new GrantVoided(new(fact.Id), new(fact.Object), null)),
            ('g', false) => (ended, new AccessRevoked(new(fact.Id), new(fact.Object), at, null)),
            ('c', true) => (voided, new ConferralVoided(new(fact.Id), null)),
            ('c', false) => (ended, new ConferralEnded(new(fact.Id), at, null)),
            _ => (ended, new IdentityLinkEnded(new(fact.Id), at, null)),
        };
    }

    private void Replace(int at, (OpenFact Fact, DomainEvent What) change, ImportedRow? import)
    {
        facts[at] = change.Fact with { OnlyImported = import is not null };
        batch.Add((StreamOf(change.Fact), change.What, import));
    }

    private void ChangeStatus(Dice d)
    {
        var identity = "i" + (d.A % 3);
        var at = new Instant(d.D % LastTime);
        DomainEvent? what = (d.B % 8) switch
        {
            0 or 1 => new IdentitySuspended(at, null),
            2 => new IdentityResumed(at, null),
            3 or 4 => new IdentityTerminated(at, null, null),
            5 or 6 => new IdentityReinstated(at, null),
            _ => terminations.Where(t => t.Identity == identity).Select(t => new TerminationWithdrawn(t.At, null)).LastOrDefault(),
        };
        if (what is IdentityTerminated)
            terminations.Add((identity, at));
        if (what is not null)
            batch.Add((StreamNames.Of(new IdentityId(identity)), what, null));
    }

    private static LinkRole RoleOf(OpenFact fact) => (LinkRole)(1 + (fact.Validity.From.Milliseconds % 2));

    private static string StreamOf(OpenFact fact) =>
        fact.Kind == 'c' ? StreamNames.Conferrals : StreamNames.Of(new IdentityId(fact.Subject));

    private sealed record OpenFact(char Kind, Guid Id, string Subject, string Object, Period Validity, bool Void)
    {
        public bool OnlyImported { get; init; }
    }
}
