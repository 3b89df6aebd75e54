using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Width of the buckets of a trend, in UTC; weeks begin on Monday.</summary>
public enum TrendStep
{
    Day = 1,
    Week = 2,
    Month = 3,
}

/// <summary>What happened in one bucket, and how it ended.</summary>
/// <param name="Holders">Distinct identities that held it at the last instant, along conferrals too, suspended ones included.</param>
/// <param name="Grants">Direct grants that began.</param>
/// <param name="Revocations">Direct grants that ended, for whatever reason.</param>
/// <param name="Covered">False when the application was not governed yet at the last instant.</param>
public sealed record TrendBucket(Period During, long Holders, long Grants, long Revocations, bool Covered);

/// <summary>Buckets in order, without gaps.</summary>
public sealed record TrendAnswer(AnswerBasis Basis, IReadOnlyList<TrendBucket> Buckets);

/// <summary>One bucket in more than one layer, each counted at its last instant.</summary>
/// <param name="Decided">What the entitled layer alone has.</param>
/// <param name="Identities">Distinct ones in the layers asked for.</param>
/// <param name="Entitled">Of these, those that held it by what was decided.</param>
/// <param name="Observed">Of these, those that were seen with it.</param>
/// <param name="Accounts">Accounts besides that were seen with it and belonged to nobody known.</param>
/// <param name="Reported">False before the first complete report: "not known", never "nobody".</param>
public sealed record LayeredBucket(TrendBucket Decided, long Identities, long Entitled, long Observed, long Accounts, bool Reported);

/// <summary>Buckets in order, without gaps.</summary>
/// <param name="Coverage">Of every application whose reports the answer rests on.</param>
public sealed record LayeredTrend(AnswerBasis Basis, IReadOnlyList<ObservedCoverage> Coverage, IReadOnlyList<LayeredBucket> Buckets);

/// <summary>Days, weeks and months of the Gregorian calendar in UTC.</summary>
public static class TrendCalendar
{
    private const long Day = 86_400_000;
    private const int Week = 7;

    /// <summary>
    /// The buckets that a period overlaps, whole ones; at most one more than <paramref name="limit"/>, so that too many are noticed.
    /// </summary>
    /// <param name="period">Between <see cref="Instant.Earliest"/> and <see cref="Instant.Latest"/>.</param>
    public static IReadOnlyList<Period> Buckets(Period period, TrendStep step, int limit)
    {
        var buckets = new List<Period>();
        var from = StartOf(period.From, step);
        while (from < period.Until && buckets.Count <= limit)
        {
            var until = new Instant(from.Milliseconds + (DaysFrom(from, step) * Day));
            buckets.Add(new Period(from, until));
            from = until;
        }
        return buckets;
    }

    private static Instant StartOf(Instant at, TrendStep step)
    {
        var date = DateOf(at).Date;
        var daysBefore = step switch
        {
            TrendStep.Day => 0,
            TrendStep.Week => ((int)date.DayOfWeek + Week - 1) % Week,
            TrendStep.Month => date.Day - 1,
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
        var midnight = new DateTimeOffset(date, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return new Instant(midnight - (daysBefore * Day));
    }

    private static int DaysFrom(Instant start, TrendStep step) => step switch
    {
        TrendStep.Day => 1,
        TrendStep.Week => Week,
        _ => DateTime.DaysInMonth(DateOf(start).Year, DateOf(start).Month),
    };

    private static DateTimeOffset DateOf(Instant at) => DateTimeOffset.FromUnixTimeMilliseconds(at.Milliseconds);
}
