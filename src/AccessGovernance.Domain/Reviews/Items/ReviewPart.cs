using System.Collections.Immutable;
using AccessGovernance.Domain.Reviews.Campaigns;

namespace AccessGovernance.Domain.Reviews.Items;

/// <summary>
/// Some hundred items of a campaign with their cases, folded from one stream. Each item is decided by itself: what one is refused stops no
/// other. The population is what was frozen last, by the latest attempt of the launch, until somebody has answered.
/// </summary>
public sealed class ReviewPart : Aggregate
{
    private readonly Dictionary<ItemNumber, RemediationCase> cases = [];
    private ItemState[] states = [];

    // As a whole, because others who fold the same stream share it.
    private PopulationFrozen population = new([], []);
    private bool hasBegun;
    private bool isContinued;
    private int attempt;

    public ImmutableArray<FrozenItem> Frozen => population.Items;

    public ImmutableArray<ResolvedReviewers> Resolutions => population.Resolutions;

    /// <summary>All items as they are now, in order.</summary>
    public IEnumerable<ReviewItem> Items => Frozen.Select((frozen, place) => new ReviewItem(frozen.Number, states[place]));

    /// <summary>The item of that number as it is now; null where it is in another part, or in none.</summary>
    public ReviewItem? Find(ItemNumber number) => PlaceOf(number) is var place and >= 0 ? new(number, states[place]) : null;

    /// <summary>What was frozen of an item that <see cref="Find"/> finds.</summary>
    public FrozenItem FrozenOf(ItemNumber number) => Frozen[PlaceOf(number)];

    /// <summary>The case of an item; null before one was requested.</summary>
    public RemediationCase? CaseOf(ItemNumber number) => cases.GetValueOrDefault(number);

    /// <summary>Freezes the part, or what of it fits into one event; or freezes it anew as long as nobody has answered.</summary>
    /// <param name="by">The attempt of the launch; one that came before the latest is refused.</param>
    public Decision Freeze(int by, PopulationFrozen found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (by < attempt)
            return Overtaken(by);
        var isSame = !isContinued && found == population;
        if (hasBegun && !isSame)
            return Decision.Refuse(RefusalReason.CampaignNotLaunching, "campaign", "the items are under review already");
        DomainEvent[] attempted = by == attempt ? [] : [new FreezingAttempted(by)];
        return Decision.Record(isSame ? attempted : [.. attempted, found]);
    }

    /// <summary>Adds the next items to what the same attempt has frozen of the part.</summary>
    public Decision Continue(int by, PopulationContinued found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (by != attempt)
            return Overtaken(by);
        var next = Frozen.IsEmpty ? 0 : Frozen[^1].Number.Value + 1;
        return hasBegun || found.Items[0].Number.Value != next
            ? Decision.Refuse(RefusalReason.CampaignNotLaunching, "campaign", $"the part does not go on with item {found.Items[0].Number}")
            : Decision.Record(found);
    }

    /// <summary>Decides about one item.</summary>
    /// <param name="subjectsSince">Persons that the identity came to belong to, or to be owned by, since the population was frozen.</param>
    /// <param name="stage">The stage that the rules are of: whoever answers knows which stage they answer in.</param>
    public Decision Decide(
        ItemNumber number, ReviewItemCommand command, ImmutableArray<PersonId> subjectsSince, int stage, StageRules rules, DecisionContext context)
    {
        if (Find(number) is not { } item)
            return UnknownItem(number);
        if (command is AnswerItem { Removes: Removal.Content } && FrozenOf(number).Origin.Through.IsEmpty)
            return Decision.Refuse(RefusalReason.SettingInvalid, "removes", "is Content, and nothing confers the access; Grant is allowed");
        return item.IsInReview && item.Stage != stage
            ? Decision.Refuse(RefusalReason.ItemNotInReview, "item", $"the item is in stage {item.Stage + 1} now, not in stage {stage + 1}")
            : item.Decide(command, FactsOf(number, subjectsSince), rules, context);
    }

    /// <summary>Decides about the case of one item.</summary>
    /// <param name="subjectsSince">As of an item.</param>
    public Decision Decide(ItemNumber number, RemediationCommand command, ImmutableArray<PersonId> subjectsSince, DecisionContext context) =>
        PlaceOf(number) >= 0
            ? (CaseOf(number) ?? new RemediationCase(number)).Decide(command, FactsOf(number, subjectsSince), context)
            : UnknownItem(number);

    /// <summary>What deciding about an item has to know beside its state.</summary>
    public ItemFacts FactsOf(ItemNumber number, ImmutableArray<PersonId> subjectsSince)
    {
        var frozen = FrozenOf(number);
        var subjects = subjectsSince.IsDefaultOrEmpty ? frozen.Subjects : [.. frozen.Subjects.Union(subjectsSince)];
        return new(frozen.Identity, frozen.Entitlement, frozen.Application, subjects, frozen.Involved ?? Involved.Nobody, frozen.Advice.Recommendation);
    }

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case FreezingAttempted e: attempt = e.Attempt; break;
            case PopulationFrozen e: Populate(e); break;
            case PopulationContinued e: Populate(e); break;
            case ReviewItemEvent e: Change(e); break;
            case RemediationEvent e: Change(e); break;
            default: throw Unknown(what);
        }
    }

    private void Populate(PopulationFrozen frozen)
    {
        (population, isContinued) = (frozen, false);
        states = StatesOf(frozen.Items);
        cases.Clear();
    }

    private void Populate(PopulationContinued further)
    {
        (population, isContinued) = (new(Frozen.AddRange(further.Items), Resolutions.AddRange(further.Resolutions)), true);
        states = [.. states, .. StatesOf(further.Items)];
    }

    private ItemState[] StatesOf(ImmutableArray<FrozenItem> items)
    {
        var begun = Resolutions.Select(r => ItemState.Begun(r.Reviewers)).ToList();
        return [.. items.Select(f => begun[f.Reviewers])];
    }

    private void Change(ReviewItemEvent what)
    {
        var item = Find(what.Item) ?? throw OfNoItem(what.Item, what);
        item.Evolve(what);
        states[PlaceOf(what.Item)] = item.State.Once();
        hasBegun = true;
    }

    private void Change(RemediationEvent what)
    {
        if (PlaceOf(what.Item) < 0)
            throw OfNoItem(what.Item, what);
        if (!cases.TryGetValue(what.Item, out var open))
            cases[what.Item] = open = new(what.Item);
        open.Evolve(what);
    }

    private int PlaceOf(ItemNumber number)
    {
        var place = Frozen.IsEmpty ? -1 : number.Value - Frozen[0].Number.Value;
        return place >= 0 && place < states.Length ? place : -1;
    }

    private static InvalidOperationException OfNoItem(ItemNumber item, DomainEvent what) =>
        new($"{what.GetType().Name} is of item {item}, which was never frozen.");

    private Decision Overtaken(int by) => Decision.Refuse(
        RefusalReason.CampaignNotLaunching, "campaign", $"attempt {attempt} of the launch has come to the part; {by} asks for it");

    private static Decision UnknownItem(ItemNumber number) => Decision.Refuse(RefusalReason.ItemUnknown, "item", $"the campaign has no item {number}");
}
