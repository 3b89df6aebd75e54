using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>A grant that may give access, in the state of knowledge that found it.</summary>
/// <param name="Node">The entitlement that was granted, where paths say how the access follows from it.</param>
internal readonly record struct Evidence(int Grant, FactVersion Version, Reach? Paths, int Node);

/// <summary>Gathers what shows that one identity has one entitlement, in one state of knowledge or over several.</summary>
internal sealed class HoldingBuilder(IdentityNode identity, EntitlementNode entitlement)
{
    // Mostly there is one grant, and one span.
    private Evidence first;
    private Period span;
    private List<Evidence>? grants;
    private Dictionary<int, int>? places;
    private SpanSet? spans;
    private (bool Active, int Depth, Evidence By, Instant At)? best;

    public IdentityNode Identity => identity;

    public EntitlementNode Entitlement => entitlement;

    public bool IsHeld => best is not null;

    public bool IsActive => best is { Active: true };

    /// <summary>Grows with every piece of evidence.</summary>
    public int Pieces { get; private set; }

    /// <summary>When it was held: in order, disjoint.</summary>
    public IReadOnlyList<Period> Spans => spans?.Periods ?? [span];

    public bool IsHeldDuring(Period period) => spans?.Overlaps(period) ?? span.Overlaps(period);

    public bool HeldAsKnownNow { get; set; } = true;

    public bool HeldAsKnownThen { get; set; } = true;

    public void Add(in Evidence evidence, Period held, int depth, IdentityStatus status)
    {
        if (Pieces++ == 0)
            (first, span) = (evidence, held);
        else
            AddFurther(evidence, held);
        var active = status.FirstActive(held);
        if (best is not { } so || (active is not null && !so.Active) || (active is not null == so.Active && depth < so.Depth))
            best = (active is not null, depth, evidence, active ?? held.From);
    }

    /// <param name="view">The state of knowledge that links to persons are told from.</param>
    public Holding Build(View view) => Build(view, null);

    /// <param name="view">The state of knowledge that links to persons and conferrals are told from.</param>
    /// <param name="known">The paths that the evidence was found over; null when that names its own.</param>
    public Holding Build(View view, ConferringPaths? known)
    {
        var (active, _, by, at) = best ?? throw new InvalidOperationException("Nothing was found.");
        return new Holding
        {
            Identity = new IdentityId(identity.Id),
            Entitlement = new EntitlementId(entitlement.Id),
            State = active ? AccessState.Active : AccessState.Suspended,
            Spans = Spans,
            Grants = grants?.ConvertAll(g => GrantOf(view.Index, g)) ?? [GrantOf(view.Index, first)],
            Path = known?.PathOf(view, by.Node, at) ?? by.Paths?.PathOf(by.Node, at) ?? [],
            Persons = PersonsDuring(view),
            HeldAsKnownNow = HeldAsKnownNow,
            HeldAsKnownThen = HeldAsKnownThen,
        };
    }

    private void AddFurther(in Evidence evidence, Period held)
    {
        spans ??= new SpanSet(span);
        spans.Add(held);
        grants ??= [first];
        places ??= new() { [first.Grant] = 0 };
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, evidence.Grant, out var known);
        // A later state of knowledge says better what a grant was than an earlier one.
        if (known)
        {
            grants[place] = evidence;
            return;
        }
        place = grants.Count;
        grants.Add(evidence);
    }

    private static HeldGrant GrantOf(HistoryIndex index, Evidence evidence)
    {
        var (facts, grant, version) = (index.Grants, evidence.Grant, evidence.Version);
        return new HeldGrant(new GrantId(facts.IdOf(grant)), new EntitlementId(index.Entitlements[facts.OwnerOf(grant)].Id), version.Validity,
            index.Causes.At(facts.OpenedAt(grant)), version.Position, index.Clock.TimeAt(version.Position),
            version.Imported ? new Instant(index.Imports.SourceTimeAt(version.Position)) : null);
    }

    private LinkedPerson[] PersonsDuring(View view)
    {
        List<LinkedPerson>? persons = null;
        foreach (var link in identity.Links)
        {
            if (!view.TrySee(view.Index.Links, link, out var version) || !IsHeldDuring(version.Validity))
                continue;
            ref readonly var fact = ref view.Index.Links[link];
            var person = new LinkedPerson(new PersonId(view.Index.Persons.IdOf(fact.Object)), fact.Role);
            if (persons is null || !persons.Contains(person))
                (persons ??= new(1)).Add(person);
        }
        persons?.Sort(ByPerson);
        return persons is null ? [] : [.. persons];
    }

    private static int ByPerson(LinkedPerson a, LinkedPerson b) =>
        IdOrder.Instance.Compare(a.Person.Value, b.Person.Value) is var byId and not 0 ? byId : a.Role.CompareTo(b.Role);
}
