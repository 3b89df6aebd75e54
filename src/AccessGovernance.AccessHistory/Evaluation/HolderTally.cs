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

    public void Add(HoldingBuilder holder)
    {
        identities++;
        if (!holder.IsActive)
            suspended++;
        if (holder.HeldAsKnownNow)
            now++;
        if (holder.HeldAsKnownThen)
            then++;
        if (!AddPersons(holder))
            withoutPerson++;
    }

    public HolderCount Count(AnswerBasis basis) => new(basis)
    {
        Identities = identities, Suspended = suspended, Persons = persons.Count, WithoutPerson = withoutPerson,
        HeldAsKnownNow = now, HeldAsKnownThen = then,
    };

    private bool AddPersons(HoldingBuilder holder)
    {
        var any = false;
        foreach (var link in holder.Identity.Links.Published)
        {
            if (!view.TrySee(view.Index.Links, link, out var version) || !holder.WasHeldIn(version.Validity))
                continue;
            persons.Add(view.Index.Links[link].Object);
            any = true;
        }
        return any;
    }
}
