using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>What was known at a position stays as it was counted there, while everything about it is changed.</summary>
public sealed class PastWhileWriting
{
    private const int Grants = 3_000;
    private const int Identities = 40;
    private const int Changes = 60_000;
    private const long Second = 1_000;

    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e", "f");
    private readonly Random dice = new(11);
    private readonly List<(int Identity, string Entitlement, GrantId Id)> grants = [];

    [Fact, Trait("Rule", "3")]
    public async Task Counts_of_a_past_state_never_change()
    {
        Grant();
        var (known, last) = (script.Position, Grants * Second);
        long[] instants = [.. Enumerable.Range(0, 20).Select(i => (i * last / 20) + 500)];
        long[] counts = [.. instants.Select(at => script.Reader.CountGrants(new(at), script.Reader.Latest))];
        var index = new HistoryIndex();
        foreach (var entry in script.Entries)
            index.Apply(entry);
        for (var i = 0; i < Changes; i++)
            Change(last);

        var writing = Task.Run(() => script.Entries.Skip((int)known).ToList().ForEach(e => index.Apply(e)));
        var reader = new HistoryReader(index);
        do
        {
            var past = reader.Read(Knowledge.AtPosition(known));
            Assert.Equal(counts, instants.Select(at => reader.CountGrants(new(at), past)));
        }
        while (reader.Latest.Position < script.Position);
        await writing;
        Assert.NotEqual(counts, instants.Select(at => reader.CountGrants(new(at), reader.Latest)));
    }

    private void Grant()
    {
        script.WithIdentities([.. Enumerable.Range(0, Identities).Select(i => "i" + i)]);
        for (var i = 0; i < Grants; i++)
        {
            var (identity, entitlement) = (dice.Next(Identities), dice.Next(3) == 0 ? "f" : "e");
            var validity = dice.Next(4) == 0 ? Span(i * Second, (i + 1 + dice.Next(2_000)) * Second) : From(i * Second);
            grants.Add((identity, entitlement, script.Grant("i" + identity, entitlement, validity, i * Second)));
            if (i > 0 && dice.Next(10) == 0)
                Change(i * Second);
        }
    }

    private void Change(long stamp)
    {
        var (identity, entitlement, id) = grants[dice.Next(grants.Count)];
        var at = new Instant(dice.Next(Grants) * Second);
        IdentityEvent what = dice.Next(100) switch
        {
            0 => new IdentityTerminated(at, null, null),
            1 => new TerminationWithdrawn(at, null),
            2 => new IdentityReinstated(at, null),
            < 10 => new GrantVoided(id, new(entitlement), null),
            < 50 => new AccessRevoked(id, new(entitlement), at, null),
            _ => new GrantCorrected(id, new(entitlement), new Period(at, at.Plus(TimeSpan.FromSeconds(dice.Next(1, 900)))), null),
        };
        script.OfIdentity("i" + identity, what, stamp);
    }
}
