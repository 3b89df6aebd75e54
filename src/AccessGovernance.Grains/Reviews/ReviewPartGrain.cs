using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;

namespace AccessGovernance.Grains.Reviews;

/// <summary>
/// A part of a campaign's items with their cases. Key: <see cref="ReviewPartId.ToString"/>. Each call records what its items allow as one
/// append, and says of every item what became of it; a call names an item once.
/// </summary>
public interface IReviewPartGrain : IGrainWithStringKey
{
    /// <summary>Freezes the part or its first items, or freezes it anew while nobody has answered.</summary>
    /// <param name="attempt">Of the launch; the latest that came to the part alone is heard.</param>
    Task<Outcome> Freeze(int attempt, PopulationFrozen population, CommandContext context);

    /// <summary>Adds the next items to what the same attempt has frozen.</summary>
    Task<Outcome> Continue(int attempt, PopulationContinued population, CommandContext context);

    /// <param name="stage">The stage that the rules are of, from 0 on.</param>
    Task<PartOutcome> Execute(ImmutableArray<ItemRequest> requests, int stage, StageRules rules, CommandContext context);

    Task<PartOutcome> Remediate(ImmutableArray<CaseRequest> requests, CommandContext context);

    /// <summary>How a call ended that was made before; null where it was not, or was refused then.</summary>
    Task<Outcome?> FindRepeated(CommandContext context);
}

[CollectionAgeLimit(Minutes = 2)]
public sealed class ReviewPartGrain(GrainServices services) : EventSourcedGrain<ReviewPart>(services), IReviewPartGrain
{
    protected override string Stream => StreamNames.Of(ReviewPartId.Parse(this.GetPrimaryKeyString())
        ?? throw new InvalidOperationException($"'{this.GetPrimaryKeyString()}' names no part of a campaign: a defect."));

    protected override bool IsCached => false;

    public Task<Outcome> Freeze(int attempt, PopulationFrozen population, CommandContext context)
    {
        // Nobody asks for it before the launch is over: of a large campaign, all parts would be in memory at once for nothing.
        DeactivateOnIdle();
        return Execute(context, false, state => state.Freeze(attempt, population));
    }

    public Task<Outcome> Continue(int attempt, PopulationContinued population, CommandContext context)
    {
        DeactivateOnIdle();
        return Execute(context, false, state => state.Continue(attempt, population));
    }

    public Task<PartOutcome> Execute(ImmutableArray<ItemRequest> requests, int stage, StageRules rules, CommandContext context) =>
        ExecuteEach(requests, r => r.Item, r => r.Command is AnswerItem { KeepsAccess: true },
            (state, r) => state.Decide(r.Item, r.Command, r.SubjectsSince, stage, rules, context.Deciding), context);

    public Task<PartOutcome> Remediate(ImmutableArray<CaseRequest> requests, CommandContext context) =>
        ExecuteEach(requests, r => r.Item, _ => false, (state, r) => state.Decide(r.Item, r.Command, r.SubjectsSince, context.Deciding), context);

    public Task<Outcome?> FindRepeated(CommandContext context) => Task.FromResult(Repeated(context));

    private async Task<PartOutcome> ExecuteEach<TRequest>(
        ImmutableArray<TRequest> requests, Func<TRequest, ItemNumber> itemOf, Func<TRequest, bool> canOpenAccess,
        Func<ReviewPart, TRequest, Decision> decide, CommandContext context)
    {
        var decided = new List<(ItemNumber Item, Decision Decision)>(requests.Length);
        var outcome = await Execute(context, requests.Any(canOpenAccess), state =>
        {
            decided.Clear();
            var seen = new HashSet<ItemNumber>();
            foreach (var request in requests)
                decided.Add((itemOf(request), seen.Add(itemOf(request)) ? decide(state, request) : Twice(itemOf(request))));
            return Together(decided);
        });
        // Nothing was decided where the whole call was one that came before.
        return decided.Count > 0 && outcome.Refusal?.Reason is not (RefusalReason.RequestIdReused or RefusalReason.NotYetActive)
            ? new(outcome, [.. decided.Select(d => ResultOf(d.Item, d.Decision))])
            : new(outcome, [.. requests.Select(r => Undecided(itemOf(r), outcome.Refusal))]);
    }

    private static Decision Together(List<(ItemNumber Item, Decision Decision)> decided) =>
        decided.TrueForAll(d => d.Decision.Refusal is not null) && decided is [var first, ..]
            ? first.Decision
            : Decision.Record([.. decided.SelectMany(d => d.Decision.Events)]);

    private static ItemResult ResultOf(ItemNumber item, Decision decision) => decision switch
    {
        { Refusal: { } refusal } => new(item, ItemResultKind.Refused, refusal),
        { Events.Count: 0 } => new(item, ItemResultKind.Unchanged, null),
        _ => new(item, ItemResultKind.Recorded, null),
    };

    private static ItemResult Undecided(ItemNumber item, Refusal? refusal) =>
        new(item, refusal is null ? ItemResultKind.Repeated : ItemResultKind.Refused, refusal);

    private static Decision Twice(ItemNumber item) => Decision.Refuse(RefusalReason.SettingInvalid, "item", $"{item} is named twice in one call");
}
