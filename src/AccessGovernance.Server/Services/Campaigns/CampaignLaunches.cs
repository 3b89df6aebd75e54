using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
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
    HistoryQuestions history, DirectoryQuestions directory, PopulationFinder populations, NodeClock clock, IEventLog log)
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
    public async Task<CampaignPreview> Preview(CampaignSettings settings, LaunchTime at, ServerCallContext context)
    {
        await directory.Read("", context);
        var origins = await GrantOrigins.Read(settings, log, at.Position, context.CancellationToken);
        var finder = populations.With(origins);
        var found = await Task.Run(
            () => finder.Find(settings, at.ValidAt, at.Position, at.SourceKnownAt, null, context.CancellationToken), context.CancellationToken);
        return CampaignPreview.Of(settings, found);
    }

    public AnswerBasis Basis(LaunchTime at) => history.Basis(at.Asked, true);
}
