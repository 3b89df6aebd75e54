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
        return new(identities[dice.Below(identities.Count)], entitlements[dice.Below(entitlements.Count)], during, knowledge, dice.Below(5));
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
            2 => Names(model.Who(Entitlement, from, until, known)),
            3 => Names(model.What(Identity, from, from + 1, known)),
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
            2 => Counted(reader, reading),
            3 => [.. reader.NamesHeldBy(identity, During.From, reading, Page.All)!.Entitlements.Order(StringComparer.Ordinal)],
            _ => [Outcome(reader.CheckAccess(identity, entitlement, During, reading, explain: false)!.Reason)],
        };
    }

    // As many as are counted are named.
    private List<string> Counted(HistoryReader reader, Reading reading)
    {
        var entitlement = new EntitlementId(Entitlement);
        var ids = reader.HoldersOf(entitlement, During, reading)!.Ids;
        var counted = reader.CountHolders(entitlement, During, reading, CancellationToken.None)!.Identities;
        return [.. ids.Select(id => id.Value), .. Enumerable.Repeat("counted, not named", (int)Math.Abs(counted - ids.Count))];
    }

    // A row ends in its state and its grants: four words, of which no id of a grant has a space.
    private static List<string> Names(List<string> rows) =>
        [.. rows.Select(row => row[..row.LastIndexOf(' ', row.LastIndexOf(" by ", StringComparison.Ordinal) - 1)])];

    private static string Outcome(CheckReason reason) => reason is CheckReason.Held or CheckReason.Suspended ? $"{reason}" : "No";

    private static List<string> Outcome(string? row) =>
        [row is null ? "No" : row.Contains(" suspended by ", StringComparison.Ordinal) ? "Suspended" : "Held"];

    private static Instant Moment(Dice dice) => HistoryShape.Begin.Plus(HistoryShape.Length * (dice.Fraction() * 1.02));
}
