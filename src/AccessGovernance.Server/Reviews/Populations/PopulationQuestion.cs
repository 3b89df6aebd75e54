using System.Collections.Immutable;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Reviews;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>Which population is wanted.</summary>
/// <param name="ValidAt">Whose access is reviewed: held at this instant.</param>
/// <param name="Position">What was recorded up to here counts; both read models must have come as far.</param>
/// <param name="SourceKnownAt">Imported facts count by their source's clock up to here; null for ours, up to the position.</param>
public sealed record PopulationQuestion(CampaignSettings Settings, Instant ValidAt, long Position, Instant? SourceKnownAt)
{
    /// <summary>Persons whose access no exclusion leaves out, beside those who approved one.</summary>
    public ImmutableHashSet<PersonId> StatedBy { get; init; } = [];

    /// <summary>Whether nothing but their access is looked for.</summary>
    public bool OfPartiesOnly { get; init; }

    /// <summary>Everybody who had a hand in the exclusions, in order of ids; none where there are none, unless they alone are asked about.</summary>
    public ImmutableArray<PersonId> Parties => Settings.Exclusions.IsEmpty && !OfPartiesOnly
        ? [] : [.. Settings.Exclusions.Select(e => e.ApprovedBy).Concat(StatedBy).Distinct().OrderBy(p => p.Value, StringComparer.Ordinal)];

    /// <summary>The question that a campaign was launched with, with the persons as the directory knows them now.</summary>
    public static PopulationQuestion Of(CampaignRecord campaign, DefinitionRecord definition, DirectoryReader directory)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(definition);
        var basis = campaign.Basis;
        return new(basis.Settings, basis.ValidAt, basis.Position, basis.SourceKnownAt)
        {
            StatedBy = PersonsBehind(definition.Authors.Take(basis.Version).Append(campaign.LaunchedBy), directory),
        };
    }

    /// <summary>The persons whom some actors, or whoever issued their tokens, ever belonged to or were owned by, as the directory knows them now.</summary>
    /// <param name="actors">By id: identities. What names none has no person.</param>
    public static ImmutableHashSet<PersonId> PersonsBehind(IEnumerable<string> actors, DirectoryReader directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return [.. actors.Distinct().SelectMany(a => directory.Behind(new IdentityId(a), Instant.Earliest).Persons)];
    }
}
