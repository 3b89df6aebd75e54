using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Counts holders of one entitlement and the persons behind them, without making rows. To be disposed of.</summary>
/// <param name="view">The state of knowledge that links to persons are told from.</param>
internal sealed class HolderTally(View view) : IDisposable
{
    private readonly OrdinalSet persons = OrdinalSet.Rent(view.Index.Persons.Count);
    private long identities;
    private long suspended;
    private long withoutPerson;
    private long now;
    private long then;

    public void Dispose() => persons.Dispose();

    /// <summary>Counts somebody who was judged.</summary>
    public void Add(HoldingBuilder holder)
    {
        if (holder.HeldAsKnownNow)
            now++;
        if (holder.HeldAsKnownThen)
            then++;
        identities++;
        if (!holder.IsActive)
            suspended++;
        AddPersons(holder.Identity, holder.IsHeldDuring);
    }

    /// <summary>Counts those who hold it at the one instant that is asked about, whatever shows it.</summary>
    public void AddAll(ReadOnlySpan<int> holders, Period instant)
    {
        (now, then) = (now + holders.Length, then + holders.Length);
        var (window, ours) = (ScanWindow.Of(instant, view.Seen.Own), view.Seen.IsOurs);
        foreach (var holder in holders)
        {
            identities++;
            var asleep = ours ? view.Index.Suspensions.IsSuspended(holder, window) : null;
            if (asleep ?? view.StatusOf(view.Index.Identities[holder]).FirstActive(instant) is null)
                suspended++;
            var person = ours ? view.Index.PlainLinks.PersonOf(holder, window) : PlainLinks.Unsure;
            if (person == PlainLinks.Unsure)
                AddPersons(view.Index.Identities[holder], instant.Overlaps);
            else if (person == PlainLinks.Nobody)
                withoutPerson++;
            else
                persons.Add(person);
        }
    }

    /// <summary>What was counted; it begins anew.</summary>
    public HolderCount Count(AnswerBasis basis) => new(basis)
    {
        Identities = identities, Suspended = suspended, Persons = persons.DrainCount(), WithoutPerson = withoutPerson,
        HeldAsKnownNow = now, HeldAsKnownThen = then,
    };

    private void AddPersons(IdentityNode holder, Func<Period, bool> isHeldDuring)
    {
        var any = false;
        foreach (var link in holder.Links)
        {
            if (!view.TrySee(view.Index.Links, link, out var version) || !isHeldDuring(version.Validity))
                continue;
            persons.Add(view.Index.Links[link].Object);
            any = true;
        }
        if (!any)
            withoutPerson++;
    }
}
