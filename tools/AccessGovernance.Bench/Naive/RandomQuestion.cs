using AccessGovernance.AccessHistory;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Domain;

namespace AccessGovernance.Bench.Naive;

/// <summary>One random question about a small history, asked of the index and of the naive model.</summary>
internal sealed record RandomQuestion(string Identity, string Entitlement, Period During, Knowledge Knowledge, int Kind)
{
    private const int LongestRangeMinutes = 20 * 24 * 60;

    public static RandomQuestion Draw(Dice dice, IReadOnlyList<string> identities, IReadOnlyList<string> entitlements, long head)
    {
        var from = Moment(dice);
        var during = dice.Is(60) ? new Period(from, from.Plus(TimeSpan.FromMinutes(dice.Below(LongestRangeMinutes) + 1))) : Period.At(from);
        var knowledge = dice.Below(6) switch
        {
            0 or 1 => Knowledge.Latest,
            2 or 3 => Knowledge.AtTime(Moment(dice)),
            4 => Knowledge.AtPosition(dice.Below(head + 1)),
            _ => Knowledge.BySource(Moment(dice)),
        };
        return new(identities[dice.Below(identities.Count)], entitlements[dice.Below(entitlements.Count)], during, knowledge, dice.Below(3));
    }

    /// <summary>By the naive model.</summary>
    public List<string> Answer(NaiveModel model)
    {
        var own = Knowledge switch
        {
            { Position: { } position } => model.BatchEndUpTo(position),
            { Time: { } time } => model.KnownAt(time.Milliseconds),
            _ => model.Head,
        };
        var known = new NaiveKnowledge(own, Knowledge.By == KnownBy.Source ? Knowledge.Time!.Value.Milliseconds : null);
        var (from, until) = (During.From.Milliseconds, During.Until.Milliseconds);
        return Kind switch
        {
            0 => model.Who(Entitlement, from, until, known),
            1 => model.What(Identity, from, until, known),
            _ => Outcome(model.Who(Entitlement, from, until, known).Find(row => row.StartsWith(Identity + " ", StringComparison.Ordinal))),
        };
    }

    /// <summary>By the index.</summary>
    public List<string> Answer(HistoryReader reader)
    {
        var reading = reader.Read(Knowledge);
        var (identity, entitlement) = (new IdentityId(Identity), new EntitlementId(Entitlement));
        return Kind switch
        {
            0 => IndexRows.Texts(reader.WhoHadAccess(entitlement, During, reading, Page.All)!, row => row.Identity.Value),
            1 => IndexRows.Texts(reader.WhatDidTheyHold(identity, During, reading, Page.All)!, row => row.Entitlement.Value),
            _ => [Outcome(reader.CheckAccess(identity, entitlement, During, reading, explain: false)!.Reason)],
        };
    }

    private static string Outcome(CheckReason reason) => reason is CheckReason.Held or CheckReason.Suspended ? $"{reason}" : "No";

    private static List<string> Outcome(string? row) =>
        [row is null ? "No" : row.Contains(" suspended by ", StringComparison.Ordinal) ? "Suspended" : "Held"];

    private static Instant Moment(Dice dice) => HistoryShape.Begin.Plus(HistoryShape.Length * (dice.Fraction() * 1.02));
}
