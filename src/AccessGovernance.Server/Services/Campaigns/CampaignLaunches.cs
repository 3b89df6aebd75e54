using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
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
public sealed class CampaignLaunches(HistoryQuestions history, DirectoryQuestions directory, PopulationFinder populations, NodeClock clock)
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

    public AnswerBasis Basis(LaunchTime at) => history.Basis(at.Asked, true);
}
