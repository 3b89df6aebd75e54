using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Histories;

/// <summary>Something to ask: the identity and the entitlement of one random fact, an instant, and a time of knowledge.</summary>
internal readonly record struct Question(IdentityId Identity, EntitlementId Entitlement, Instant At, Instant KnownAt);

/// <summary>Draws random facts from the entries of a history as they pass (reservoir sampling), and makes questions of them.</summary>
internal sealed class Questions(int count, ulong seed)
{
    private readonly Dice dice = new(seed);
    private readonly List<(IdentityId Identity, EntitlementId Entitlement)> drawn = new(count);
    private long seen;

    public void See(in HistoryEntry entry)
    {
        if (entry.What is not AccessGranted granted)
            return;
        seen++;
        var place = drawn.Count < count ? drawn.Count : dice.Below(seen);
        if (place >= count || StreamNames.IdentityOf(entry.Stream) is not { } identity)
            return;
        if (place == drawn.Count)
            drawn.Add((identity, granted.Entitlement));
        else
            drawn[(int)place] = (identity, granted.Entitlement);
    }

    /// <summary>The questions in random order, at instants uniform over the history, known at instants uniform over what came after.</summary>
    public Question[] Make()
    {
        var made = new Question[drawn.Count];
        for (var i = 0; i < made.Length; i++)
        {
            var place = dice.Below(drawn.Count - i) + i;
            (drawn[i], drawn[place]) = (drawn[place], drawn[i]);
            var at = HistoryShape.Begin.Plus(HistoryShape.Length * dice.Fraction());
            var left = HistoryShape.End.Milliseconds - at.Milliseconds;
            made[i] = new(drawn[i].Identity, drawn[i].Entitlement, at, at.Plus(TimeSpan.FromMilliseconds(dice.Below(left))));
        }
        return made;
    }
}
