namespace AccessGovernance.Domain.Reviews.Definitions;

// These records are a storage format: their JSON is kept for ever (see the event catalogue). A new shape is a new record and a new name.

/// <summary>Everything that can happen to one definition of campaigns.</summary>
public abstract record DefinitionEvent : ReviewEvent;

/// <summary>Version 1 of a definition.</summary>
public sealed record CampaignDefined(DefinitionId Definition, CampaignSettings Settings) : DefinitionEvent
{
    /// <summary>It opens nothing; but its request id names the definition, and must name the same one for ever.</summary>
    public override bool CanOpenAccess => true;
}

/// <summary>A version after the first. Campaigns that were launched from earlier ones keep those.</summary>
public sealed record DefinitionRevised(int Version, CampaignSettings Settings) : DefinitionEvent;

/// <summary>No campaign is launched from the definition any more. Final.</summary>
public sealed record DefinitionRetired : DefinitionEvent;
