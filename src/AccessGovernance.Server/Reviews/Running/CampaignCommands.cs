using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Identities;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>Commands of the product itself to campaigns and their parts. Request ids derive from what is asked, so that a repeat records once.</summary>
internal sealed class CampaignCommands(
    IGrainFactory grains, IEventLog log, Projector history, DirectoryProjector directory, ReviewProjector reviews, NodeClock clock)
{
    public Instant Now => clock.Now;

    /// <summary>The last position at which anything was recorded about who and what exists, as far as the directory has read.</summary>
    public long DirectoryChanged => directory.Changed;

    /// <summary>Waits until index and directory know what is recorded now, and says up to where that is.</summary>
    public async ValueTask<long> ReadModelsReached()
    {
        var head = log.Head.Position;
        await history.WaitFor(head, CancellationToken.None);
        await directory.WaitFor(head, CancellationToken.None);
        return head;
    }

    /// <summary>Waits until the read model of reviews knows what is recorded now, and says up to where that is.</summary>
    public async ValueTask<long> ReviewsReached()
    {
        var head = log.Head.Position;
        await reviews.WaitFor(head, CancellationToken.None);
        return head;
    }

    /// <summary>Waits until the read model of reviews knows what was recorded, on whichever silo: this one may not have heard of it yet.</summary>
    public ValueTask ReviewsReached(Outcome recorded) => reviews.WaitFor(recorded.Position, CancellationToken.None);

    /// <summary>The campaign that a definition's recurrence launches for an instant, on whichever silo and however often it is tried.</summary>
    public static CampaignId Recurring(DefinitionId definition, Instant due) =>
        DerivedIds.Campaign(RequestIds.Derive("recurring-launch", definition.ToString(), due.ToString()));

    /// <summary>Whether the definition is still as it was read: its latest version, and not retired.</summary>
    public async Task<bool> MayLaunch(DefinitionRecord definition) =>
        await grains.GetGrain<IDefinitionGrain>(definition.Id.Value).CheckLaunch(definition.Version) is null;

    public Task<Outcome> Execute(CampaignId campaign, CampaignCommand command, string purpose, params ReadOnlySpan<string> parts) =>
        grains.GetGrain<ICampaignGrain>(campaign.Value).Execute(command, Context(purpose, [campaign.ToString(), .. parts]));

    public Task<Outcome> Execute(CampaignId campaign, MessageCommand command, string purpose, params ReadOnlySpan<string> parts) =>
        grains.GetGrain<IOutboxGrain>(campaign.Value).Execute(command, Context(purpose, [campaign.ToString(), .. parts]));

    /// <summary>Begins another attempt to launch; of two that begin the same one, one is refused.</summary>
    public Task<Outcome> Attempt(CampaignId campaign, int attempt) =>
        Execute(campaign, new AttemptLaunch(attempt), "attempt-launch", Guid.NewGuid().ToString());

    /// <summary>Freezes a part, piece by piece; freezing the same again changes nothing, and another population replaces what nobody has answered.</summary>
    /// <param name="attempt">Of the launch; refused where a later one has come to the part.</param>
    public async Task<Outcome> Freeze(ReviewPartId part, int attempt, PopulationPieces pieces)
    {
        var outcome = await Of(part).Freeze(attempt, pieces.First, Context("freeze", part.ToString(), Guid.NewGuid().ToString()));
        foreach (var further in pieces.Further)
        {
            if (outcome.Refusal is null)
                outcome = await Of(part).Continue(attempt, further, Context("freeze", part.ToString(), Guid.NewGuid().ToString()));
        }
        return outcome;
    }

    /// <param name="basis">What the commands rest on: the same purpose on the same basis is recorded once for each part and stage.</param>
    public Task<PartOutcome> Execute(ReviewPartId part, ImmutableArray<ItemRequest> requests, int stage, StageRules rules, string purpose, string basis) =>
        Of(part).Execute(requests, stage, rules, Context(purpose, part.ToString(), stage.ToString(), basis));

    /// <param name="basis">As of items.</param>
    public Task<PartOutcome> Remediate(ReviewPartId part, ImmutableArray<CaseRequest> requests, string purpose, string basis) =>
        Of(part).Remediate(requests, Context(purpose, part.ToString(), string.Join(',', requests.Select(r => r.Item)), basis));

    public Task<Outcome> Execute(IdentityId identity, IdentityCommand command, string purpose, params ReadOnlySpan<string> parts) =>
        grains.GetGrain<IIdentityGrain>(identity.Value).Execute(command, Context(purpose, [identity.Value, .. parts]));

    /// <summary>The same, after asking the entitlement: for what grants or prolongs.</summary>
    public Task<Outcome> ExecuteAdmitted(IdentityId identity, IdentityCommand command, string purpose, params ReadOnlySpan<string> parts) =>
        grains.GetGrain<IIdentityGrain>(identity.Value).ExecuteAdmitted(command, Context(purpose, [identity.Value, .. parts]));

    /// <summary>Whether what is recorded at a position is what a command to an identity recorded, for the same purpose and parts.</summary>
    public async Task<bool> IsRecordedAt(long position, IdentityId identity, string purpose, params string[] parts)
    {
        var expected = EventIds.Derive(StreamNames.Of(identity), RequestIds.Derive(purpose, [identity.Value, .. parts]), 0);
        return (await log.ReadOne(position, CancellationToken.None)).EventId == expected;
    }

    private CommandContext Context(string purpose, params ReadOnlySpan<string> parts) =>
        new(RequestIds.Derive(purpose, parts), default, Caller.System, null, null, clock.Now);

    private IReviewPartGrain Of(ReviewPartId part) => grains.GetGrain<IReviewPartGrain>(part.ToString());
}
