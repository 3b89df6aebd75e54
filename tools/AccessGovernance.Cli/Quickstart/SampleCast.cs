namespace AccessGovernance.Cli.Quickstart;

/// <summary>The people, days and entitlements that the three questions of quickstart are about.</summary>
internal sealed record SampleCast(DateOnly Today)
{
    public const string Sensitive = "erp:payments-approve";

    /// <summary>Left in good standing; one access was forgotten.</summary>
    public const string Leaver = "tomasz.zielinski";
    public const string LeaverName = "Tomasz Zieliński";
    public const string Forgotten = "code:secrets-read";

    /// <summary>Moved from Finance to Sales; the move was recorded almost three weeks late.</summary>
    public const string Mover = "anna.lindqvist";
    public const string MoverName = "Anna Lindqvist";
    public const string MoverRole = "role:accounts-payable";

    public DateOnly AskedDay => Today.AddDays(-150);

    public DateOnly LastDay => Today.AddDays(-60);

    public DateOnly MoveDay => Today.AddDays(-100);

    public DateOnly MoveRecorded => Today.AddDays(-81);

    /// <summary>After the move, before anybody recorded it.</summary>
    public DateOnly DisputedDay => Today.AddDays(-90);

    public static DateTimeOffset Noon(DateOnly day) => new(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
}
