namespace AccessGovernance.Domain.Reviews;

/// <summary>One definition of campaigns; derived from the request that defined it.</summary>
public readonly record struct DefinitionId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>One campaign; derived from the request that launched it.</summary>
public readonly record struct CampaignId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>One item of a campaign: its place, from 1 on, in the frozen population, which is in canonical order.</summary>
public readonly record struct ItemNumber(int Value)
{
    public override string ToString() => Value.ToString();
}

/// <summary>A condition by its canonical text. Whoever makes one has checked it; here it is kept and compared, never looked into.</summary>
public readonly record struct ConditionText(string Value)
{
    public const int MaxLength = Conditions.ConditionLimits.MaxTextLength;

    public override string ToString() => Value;
}
