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

/// <summary>One message of a campaign; derived from what it is about and whom it is for.</summary>
public readonly record struct MessageId(Guid Value)
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

/// <summary>A part of a campaign's items, which has a stream of its own: <see cref="MaxItems"/> items each, the last part what is left.</summary>
/// <param name="Number">From 0 on.</param>
public readonly record struct ReviewPartId(CampaignId Campaign, int Number)
{
    /// <summary>Few enough that a part is one append and one small state, so many that a million items are some thousand parts.</summary>
    public const int MaxItems = 200;

    public static ReviewPartId Of(CampaignId campaign, ItemNumber item) => new(campaign, (item.Value - 1) / MaxItems);

    /// <summary>How many parts so many items have.</summary>
    public static int CountFor(long items) => (int)((items + MaxItems - 1) / MaxItems);

    /// <summary>The part that was printed by <see cref="ToString"/>; null for any other text.</summary>
    public static ReviewPartId? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('.') is [var campaign, var number] && Guid.TryParseExact(campaign, "D", out var id) && int.TryParse(number, out var part) && part >= 0
            ? new ReviewPartId(new(id), part)
            : null;
    }

    public override string ToString() => $"{Campaign}.{Number}";
}
