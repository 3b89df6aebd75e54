using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>Counts holders of one entitlement and the persons behind them, without making rows.</summary>
/// <param name="view">The state of knowledge that links to persons are told from.</param>
internal sealed class HolderTally(View view)
{
    private readonly HashSet<int> persons = [];
    private long identities;
    private long suspended;
    private long withoutPerson;
    private long now;
    private long then;

    /// <summary>Counts somebody who was judged.</summary>
    public void Add(HoldingBuilder holder)
    {
        if (holder.HeldAsKnownNow)
            now++;
        if (holder.HeldAsKnownThen)
            then++;
        Add(holder.Identity, holder.IsActive, holder.IsHeldDuring);
    }

    /// <summary>Counts somebody who holds it at the one instant that is asked about, whatever shows it.</summary>
    public void Add(IdentityNode holder, Period instant)
    {
        (now, then) = (now + 1, then + 1);
        Add(holder, holder.Status.IsEmpty || view.StatusOf(holder).FirstActive(instant) is not null, instant.Overlaps);
    }

    public HolderCount Count(AnswerBasis basis) => new(basis)
    {
        Identities = identities, Suspended = suspended, Persons = persons.Count, WithoutPerson = withoutPerson,
        HeldAsKnownNow = now, HeldAsKnownThen = then,
    };

    private void Add(IdentityNode holder, bool active, Func<Period, bool> isHeldDuring)
    {
        identities++;
        if (!active)
            suspended++;
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
