using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Histories;

/// <summary>Something to ask: the identity and the entitlement of one random fact, an instant, and a time of knowledge.</summary>
/// <param name="Conferred">Whether anything ever conferred the entitlement.</param>
internal readonly record struct Question(IdentityId Identity, EntitlementId Entitlement, Instant At, Instant KnownAt, bool Conferred);

/// <summary>
/// Draws random facts from the entries of a history as they pass (reservoir sampling), and makes questions of them. Takes its room at once
/// and holds identities as numbers until the questions are made, so that what an index holds can be measured meanwhile.
/// </summary>
internal sealed class Questions(int count, ulong seed)
{
    private readonly Dice dice = new(seed);
    private readonly List<(int Identity, EntitlementId Entitlement, bool Conferred)> drawn = new(count);
    private long seen;

    public void See(in HistoryEntry entry)
    {
        if (entry.What is not AccessGranted granted)
            return;
        seen++;
        var place = drawn.Count < count ? drawn.Count : dice.Below(seen);
        if (place >= count)
            return;
        if (place == drawn.Count)
            drawn.Add(default);
        drawn[(int)place] = (Staff.NumberOf(StreamNames.IdentityOf(entry.Stream)!.Value), granted.Entitlement, false);
    }

    /// <summary>To be told once everything has passed.</summary>
    public void Settle(Catalogue catalogue)
    {
        for (var i = 0; i < drawn.Count; i++)
            drawn[i] = drawn[i] with { Conferred = catalogue.IsConferred(drawn[i].Entitlement) };
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
            var known = at.Plus(TimeSpan.FromMilliseconds(dice.Below(HistoryShape.End.Milliseconds - at.Milliseconds)));
            made[i] = new(Staff.Name(drawn[i].Identity), drawn[i].Entitlement, at, known, drawn[i].Conferred);
        }
        return made;
    }
}
