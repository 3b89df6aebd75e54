namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>Everything that can be asked of one definition.</summary>
public abstract record DefinitionCommand;

public sealed record DefineCampaign(DefinitionId Definition, CampaignSettings Settings) : DefinitionCommand;

/// <param name="Version">The version that is revised, which has to be the latest: nobody overwrites what they did not see.</param>
public sealed record ReviseDefinition(int Version, CampaignSettings Settings) : DefinitionCommand;

public sealed record RetireDefinition : DefinitionCommand;
