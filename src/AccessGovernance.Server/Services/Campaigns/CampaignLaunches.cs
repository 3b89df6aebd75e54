using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews.Populations;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using CampaignSettings = AccessGovernance.Domain.Reviews.Definitions.CampaignSettings;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>What a launch or its preview looks at: the access of an instant, in one state of knowledge.</summary>
/// <param name="SourceKnownAt">Null for our own clock.</param>
public sealed record LaunchTime(Instant ValidAt, long Position, Instant? SourceKnownAt, Asked Asked);

/// <summary>Finds out when a launch looks at, and what it would freeze.</summary>
public sealed class CampaignLaunches(
    HistoryQuestions history, DirectoryQuestions directory, PopulationFinder populations, NodeClock clock)
{
    /// <exception cref="InvalidRequestException">The instant lies after now, or the knowledge is no single state of it.</exception>
    public async ValueTask<LaunchTime> Ask(Timestamp? validAt, Knowledge? knowledge, ServerCallContext context)
    {
        if (knowledge is { Ever: true })
            throw new InvalidRequestException("knowledge.ever", "is no state of knowledge, and a campaign is of one");
        var asked = await history.Ask(validAt, null, knowledge, null, context);
        if (asked.During.From > clock.Now)
            throw new InvalidRequestException("valid_at", $"is {asked.During.From}; no instant after now is allowed");
        if (asked.KnownBy != KnownBy.Source)
            return new(asked.During.From, asked.Reading.Position, null, asked);
        var known = knowledge?.KnownAt is { } at ? Times.Parse("knowledge.known_at", at) : Instant.Latest;
        return new(asked.During.From, asked.Reading.ReadPosition, known, asked);
    }

    /// <summary>What a launch would freeze, found on other threads than the caller's.</summary>
    /// <param name="by">Those who wrote the definition and whoever would launch, by id.</param>
    public async Task<CampaignPreview> Preview(CampaignSettings settings, IEnumerable<string> by, LaunchTime at, ServerCallContext context)
    {
        var read = await directory.Read("", context);
        var question = new PopulationQuestion(settings, at.ValidAt, at.Position, at.SourceKnownAt)
        {
            StatedBy = PopulationQuestion.PersonsBehind(by, read.Directory),
        };
        var found = await Task.Run(() => populations.Find(question, null, context.CancellationToken), context.CancellationToken);
        return CampaignPreview.Of(settings, found);
    }

    /// <summary>Access of persons who had a hand in the exclusions of a campaign, known as theirs only since its population was frozen without it.</summary>
    public async Task<OwnAccessLeftOut?> LeftOut(CampaignRecord campaign, ReviewRead read, ServerCallContext context)
    {
        // Of an iteration, the campaign before it tells.
        if (campaign.Basis.Settings.Exclusions.IsEmpty || campaign.Population is null || campaign.Basis.IterationOf is not null)
            return null;
        var known = await directory.Read("", context);
        await history.Latest(context);
        var question = PopulationQuestion.Of(campaign, read.Definition(campaign.Basis.Definition), known.Directory) with { OfPartiesOnly = true };
        var found = await Task.Run(() => populations.Find(question, null, context.CancellationToken), context.CancellationToken);
        var kept = found.OwnKept.Select(n => found.Items[n.Value - 1]).ToDictionary(i => (i.Identity, i.Entitlement));
        for (var number = 0; kept.Count > 0 && number < ReviewPartId.CountFor(campaign.Population.Items); number++)
        {
            foreach (var item in read.Reviews.Part(new(campaign.Id, number)))
                kept.Remove((item.Frozen.Identity, item.Frozen.Entitlement));
        }
        var persons = kept.Values.SelectMany(i => i.Subjects).Where(p => found.Parties.Contains(p)).Distinct();
        return kept.Count == 0 ? null : new([.. persons.OrderBy(p => p.Value, StringComparer.Ordinal)], kept.Count);
    }

    /// <summary>Refuses to take the caller's own access out of what a definition reviews.</summary>
    /// <param name="after">What it is to be; null for retired.</param>
    /// <exception cref="RefusedException">Access of the caller's own person is in what it reviews now, and would not be.</exception>
    public async Task RequireOwnStays(Caller caller, CampaignSettings before, CampaignSettings? after, string field, ServerCallContext context)
    {
        var stops = after is null || (before.Recurrence is not null && after.Recurrence is null);
        if (!caller.OwnPersons.Any() || (before.Scope == after?.Scope && !stops))
            return;
        var own = await Own(caller, before, context);
        if (own.Count > 0 && !stops)
            own.ExceptWith(await Own(caller, after!, context));
        if (own.Count > 0)
            throw new RefusedException(new(RefusalReason.OwnAccess, field, "would leave the caller's own access unreviewed; somebody else decides that"));
    }

    private async Task<HashSet<(IdentityId, EntitlementId)>> Own(Caller caller, CampaignSettings settings, ServerCallContext context)
    {
        var at = await Ask(null, null, context);
        await directory.Read("", context);
        var question = new PopulationQuestion(settings, at.ValidAt, at.Position, null) { StatedBy = [.. caller.OwnPersons], OfPartiesOnly = true };
        var found = await Task.Run(() => populations.Find(question, null, context.CancellationToken), context.CancellationToken);
        return [.. found.Items.Where(i => i.Subjects.Intersect(caller.OwnPersons).Any()).Select(i => (i.Identity, i.Entitlement))];
    }

    public AnswerBasis Basis(LaunchTime at) => history.Basis(at.Asked, true);
}
