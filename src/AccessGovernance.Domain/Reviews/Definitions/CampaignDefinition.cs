namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>
/// What campaigns are launched from, in versions from 1 on. Every version that is recorded passed every check of its settings, and each
/// exclusion in it was stated by a person, and approved by another one.
/// </summary>
public sealed class CampaignDefinition : Aggregate
{
    public DefinitionId? Id { get; set; }

    /// <summary>The latest version; 0 before the first.</summary>
    public int Version { get; set; }

    /// <summary>Of the latest version; null before the first.</summary>
    public CampaignSettings? Settings { get; set; }
    public bool IsRetired { get; set; }

    /// <summary>Decides one command on this state; changes nothing.</summary>
    public Decision Decide(DefinitionCommand command, DecisionContext context)
    {
        if (command is DefineCampaign define)
            return Define(define, context);
        if (Settings is null)
            return Decision.Refuse(RefusalReason.DefinitionUnknown, "definition", "the definition is unknown");

        return command switch
        {
            ReviseDefinition c => Revise(c, context),
            RetireDefinition => IsRetired ? Decision.Nothing : Decision.Record(new DefinitionRetired()),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
        };
    }

    /// <summary>Why no campaign can be launched from a version; null when one can: from the latest, unless the definition is retired.</summary>
    public Refusal? CheckLaunch(int version)
    {
        if (Settings is null)
            return new(RefusalReason.DefinitionUnknown, "definition", "the definition is unknown");
        if (IsRetired)
            return new(RefusalReason.DefinitionRetired, "definition", "the definition is retired");
        return version == Version ? null : RevisedSince(version);
    }

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case CampaignDefined e: (Id, Version, Settings) = (e.Definition, 1, e.Settings); break;
            case DefinitionRevised e: (Version, Settings) = (e.Version, e.Settings); break;
            case DefinitionRetired: IsRetired = true; break;
            default: throw Unknown(what);
        }
    }

    private Decision Define(DefineCampaign command, DecisionContext context)
    {
        if (Settings is not null)
            return Id == command.Definition && Version == 1 && Settings == command.Settings
                ? Decision.Nothing
                : Decision.Refuse(RefusalReason.DefinitionAlreadyDefined, "definition", "the definition exists already");
        return Check(command.Settings, context) ?? Decision.Record(new CampaignDefined(command.Definition, command.Settings));
    }

    private Decision Revise(ReviseDefinition command, DecisionContext context)
    {
        if (IsRetired)
            return Decision.Refuse(RefusalReason.DefinitionRetired, "definition", "the definition is retired");
        if (command.Version == Version - 1 && Settings == command.Settings)
            return Decision.Nothing;
        if (command.Version != Version)
            return RevisedSince(command.Version);
        if (Settings == command.Settings)
            return Decision.Nothing;
        return Check(command.Settings, context) ?? Decision.Record(new DefinitionRevised(Version + 1, command.Settings));
    }

    private Refusal RevisedSince(int version) =>
        new(RefusalReason.DefinitionRevisedSince, "version", $"is {version}; the latest version is {Version}");

    private Decision? Check(CampaignSettings settings, DecisionContext context)
    {
        if (SettingsCheck.Problem(settings) is { } problem)
            return Decision.FromRefusal(problem);
        // Exclusions that stood in the version before were stated by whoever wrote that one.
        for (var i = 0; i < settings.Exclusions.Length; i++)
        {
            var exclusion = settings.Exclusions[i];
            if (Settings?.Exclusions.Contains(exclusion) == true)
                continue;
            // Whose access it may not leave out has to be known: that of whoever states it, too.
            if (context.Caller.Persons.IsDefaultOrEmpty)
                return Decision.Refuse(RefusalReason.PersonRequired, $"exclusions[{i}]", "is stated by nobody: the caller's identity is linked to no person");
            if (context.Caller.OwnPersons.Contains(exclusion.ApprovedBy))
                return Decision.Refuse(
                    RefusalReason.SecondPersonRequired, $"exclusions[{i}].approved_by", "whoever states an exclusion cannot approve it");
        }
        return null;
    }
}
