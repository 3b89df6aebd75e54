using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Reviews;

/// <summary>One definition, folded from the log. Not thread-safe.</summary>
internal sealed class DefinitionModel(DefinitionId id)
{
    private readonly CampaignDefinition definition = new();
    private readonly List<string> authors = [];
    private Instant recurringSince;

    /// <summary>Null before anything was defined.</summary>
    public DefinitionRecord? Record => definition.Settings is { } settings
        ? new(id, definition.Version, settings, definition.IsRetired, recurringSince) { Authors = [.. authors] }
        : null;

    public void Apply(DomainEvent what, Instant at, string actor)
    {
        var before = RecurrenceOf(definition.Settings);
        definition.Fold(what, default);
        if (RecurrenceOf(definition.Settings) != before)
            recurringSince = at;
        if (what is CampaignDefined or DefinitionRevised)
            authors.Add(actor);
    }

    private static (string?, string?) RecurrenceOf(CampaignSettings? settings) => (settings?.Recurrence, settings?.Calendar.Zone);
}
