using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>The same history with every time multiplied, and its questions and answers with it.</summary>
internal static class ScaledHistory
{
    /// <summary>No divisor of a second: bounds fall at and between whole seconds.</summary>
    public const long Scale = 700;

    public static HistoryEntry Of(HistoryEntry entry) => entry with
    {
        Stamp = Of(entry.Stamp),
        Import = entry.Import is { } row ? row with { SourceRecordedAt = Of(row.SourceRecordedAt) } : null,
        What = Of(entry.What),
    };

    public static Instant Of(Instant at) =>
        at.IsForever || at.Milliseconds == long.MinValue ? at : new Instant(at.Milliseconds * Scale);

    public static Period Of(Period period) =>
        period.Until.Milliseconds == period.From.Milliseconds + 1 ? Period.At(Of(period.From)) : new(Of(period.From), Of(period.Until));

    public static Knowledge Of(Knowledge knowledge)
    {
        var scaled = knowledge switch
        {
            { By: KnownBy.Source, Time: { } time } => Knowledge.BySource(Of(time)),
            { Time: { } time } => Knowledge.AtTime(Of(time)),
            _ => knowledge,
        };
        return scaled with { ReadPosition = knowledge.ReadPosition };
    }

    /// <summary>A span in the times before they were multiplied.</summary>
    public static string Back(Period span, long scale)
    {
        var (from, until) = (span.From.Milliseconds, span.Until.Milliseconds);
        return $"{from / scale}-{(span.Until.IsForever ? until : (until + scale - 1) / scale)}";
    }

    private static DomainEvent Of(DomainEvent what) => what switch
    {
        AccessGranted e => e with { Validity = Whole(e.Validity) },
        GrantCorrected e => e with { Validity = Whole(e.Validity) },
        AccessRevoked e => e with { At = Of(e.At) },
        ConferralAdded e => e with { Validity = Whole(e.Validity) },
        ConferralEnded e => e with { At = Of(e.At) },
        IdentityLinked e => e with { Validity = Whole(e.Validity) },
        IdentityLinkEnded e => e with { Until = Of(e.Until) },
        IdentitySuspended e => e with { From = Of(e.From) },
        IdentityResumed e => e with { From = Of(e.From) },
        IdentityTerminated e => e with { At = Of(e.At) },
        TerminationWithdrawn e => e with { At = Of(e.At) },
        IdentityReinstated e => e with { From = Of(e.From) },
        ApplicationDefined e => e with { GovernedFrom = Of(e.GovernedFrom) },
        _ => what,
    };

    private static Period Whole(Period validity) => new(Of(validity.From), Of(validity.Until));
}
