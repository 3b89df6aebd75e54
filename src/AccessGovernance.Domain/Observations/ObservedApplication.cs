using System.Collections.Immutable;

namespace AccessGovernance.Domain.Observations;

/// <summary>Everything that can be asked of the reports of one application.</summary>
public abstract record ObservationCommand(Guid Sync);

/// <summary>Begins a sync; one that is open is abandoned.</summary>
/// <param name="Reason">Needed for what was taken longer ago than <see cref="ObservedApplication.UsualAge"/>.</param>
public sealed record StartSync(Guid Sync, SyncKind Kind, Instant TakenAt, string? Reason) : ObservationCommand(Sync);

/// <summary>Records the next part of the open sync; one that is recorded already changes nothing.</summary>
public sealed record ReportPart(
    Guid Sync, int Part, ImmutableArray<ObservedAccount> Accounts, ImmutableArray<ObservedNesting> Nestings, int Refused) : ObservationCommand(Sync)
{
    /// <summary>Accounts of nobody known whose names are, or were, those of accounts of somebody.</summary>
    public ImmutableArray<MatchedLogin> Matches { get; init; } = [];
}

/// <summary>Ends the open sync.</summary>
/// <param name="Parts">How many parts it had.</param>
/// <param name="Whole">The source named everything that it was to name.</param>
/// <param name="Empty">A full report without any account is meant so: everything that was there is gone.</param>
public sealed record EndSync(Guid Sync, int Parts, bool Whole, bool Empty) : ObservationCommand(Sync);

/// <summary>How far a sync has come.</summary>
/// <param name="Outcome">Null while it is open.</param>
public sealed record SyncProgress(Guid Sync, SyncKind Kind, Instant TakenAt, int Parts, SyncOutcome? Outcome)
{
    /// <summary>Rows of accounts that are there.</summary>
    public long Accounts { get; init; }

    public long Holdings { get; init; }
    public long Refused { get; init; }
}

/// <summary>
/// What one application reports of itself, sync after sync: one is open at a time, and their times never go back. The state knows how far the
/// latest one has come; what was reported is in the log alone.
/// </summary>
public sealed class ObservedApplication : Aggregate
{
    /// <summary>Parts that one sync can have.</summary>
    public const int MaxParts = 1_000_000;

    /// <summary>Ended syncs that are known as such; older ones are not known any more, and take nothing either.</summary>
    public const int MaxEnded = 1_000;

    /// <summary>What was taken longer ago than this needs the right to back-date, and a reason.</summary>
    public static readonly TimeSpan UsualAge = TimeSpan.FromDays(1);

    public SyncProgress? Latest { get; set; }

    /// <summary>Syncs that ended, oldest first.</summary>
    public Queue<Guid> Ended { get; init; } = [];

    public Decision Decide(ObservationCommand command, DecisionContext context) => command switch
    {
        StartSync c => Start(c, context),
        ReportPart c => NotOpen(c.Sync) ?? TooOld(context) ?? Report(c),
        EndSync c => NotOpen(c.Sync) ?? TooOld(context) ?? End(c),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command?.GetType().Name),
    };

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case SyncStarted e: Latest = new(e.Sync, e.Kind, e.TakenAt, 0, null); break;
            case PartReported e: Latest = After(Latest!, e); break;
            case LoginsMatched: break;
            case SyncEnded e:
                Latest = Latest! with { Outcome = e.Outcome };
                Ended.Enqueue(e.Sync);
                if (Ended.Count > MaxEnded)
                    Ended.Dequeue();
                break;
            default: throw Unknown(what);
        }
    }

    /// <summary>How far a sync has come, which is the latest one; any other is over.</summary>
    public SyncProgress? ProgressOf(Guid sync) => Latest?.Sync == sync ? Latest : null;

    /// <summary>Says that a sync is over.</summary>
    public static Refusal Over { get; } =
        new(RefusalReason.SyncOver, "sync_id", "the sync has ended, or was left behind when another began, and takes no more");

    private static SyncProgress After(SyncProgress before, PartReported part) => before with
    {
        Parts = part.Part,
        Accounts = before.Accounts + part.Accounts.Count(a => !a.Gone),
        Holdings = before.Holdings + part.Accounts.Sum(a => a.Holds.Length),
        Refused = before.Refused + part.Refused,
    };

    private Decision Start(StartSync command, DecisionContext context)
    {
        if (Ended.Contains(command.Sync))
            return Over;
        if (Latest is { Outcome: null } open && open.Sync == command.Sync)
        {
            return open.Kind == command.Kind && IsTaken(command.TakenAt, open.TakenAt)
                ? Decision.Nothing
                : Decision.Refuse(RefusalReason.RequestIdReused, "start.sync_id", "the sync was begun with another kind or time");
        }
        // Clocks of sources differ: recorded as it stands, a time ahead of ours would keep the next sync out until then.
        var takenAt = Instant.Min(command.TakenAt, context.Now);
        if (CheckTime(command.TakenAt, takenAt, command.Reason is not null, context) is { } refusal)
            return refusal;
        var started = new SyncStarted(command.Sync, command.Kind, takenAt, command.Reason);
        return Latest is { Outcome: null } left
            ? Decision.Record([Ending(left, SyncOutcome.Abandoned), started])
            : Decision.Record(started);
    }

    // A repeat says the same time as before; what was ahead of our clock then was recorded as that.
    private static bool IsTaken(Instant stated, Instant recorded) =>
        stated >= recorded && stated <= recorded.Plus(DecisionContext.ClockTolerance);

    private Refusal? CheckTime(Instant stated, Instant takenAt, bool hasReason, DecisionContext context)
    {
        const string field = "start.taken_at";
        if (stated > context.Now.Plus(DecisionContext.ClockTolerance))
            return new(RefusalReason.SourceTimeInFuture, field, $"{stated} lies in the future");
        if (Latest is { } before && takenAt <= before.TakenAt)
            return new(RefusalReason.ObservationTimeDecreasing, field, $"must be later than that of the sync before ({before.TakenAt})");
        if (CheckAge(takenAt, field, context) is { } refusal)
            return refusal;
        return hasReason || !IsOld(takenAt, context) ? null
            : new(RefusalReason.ReasonRequired, "start.reason", $"{takenAt} is more than a day ago: what is back-dated needs a reason");
    }

    // Whoever goes on with a sync says what was so at its time, as whoever began it did.
    private Decision? TooOld(DecisionContext context) => CheckAge(Latest!.TakenAt, "sync_id", context) is { } refusal
        ? Decision.FromRefusal(refusal) : null;

    private static Refusal? CheckAge(Instant takenAt, string field, DecisionContext context) =>
        IsOld(takenAt, context) && !context.Caller.MayBackdate
            ? new(RefusalReason.BackdatingNotPermitted, field, $"{takenAt} is more than a day ago, and the caller lacks the right to back-date")
            : null;

    private static bool IsOld(Instant takenAt, DecisionContext context) => takenAt < context.Now.Plus(-UsualAge);

    private Decision? NotOpen(Guid sync)
    {
        if (Latest?.Sync == sync && Latest.Outcome is null)
            return null;
        return Ended.Contains(sync) ? Over : Decision.Refuse(RefusalReason.SyncUnknown, "sync_id", "there is no such sync");
    }

    private Decision Report(ReportPart command)
    {
        var due = Latest!.Parts + 1;
        if (command.Part < due)
            return Decision.Nothing;
        if (command.Part > due || due > MaxParts)
            return Decision.Refuse(RefusalReason.PartOutOfOrder, "part.number", $"must be {due}; a sync has at most {MaxParts} parts");
        var reported = new PartReported(command.Sync, command.Part, command.Accounts, command.Nestings, command.Refused);
        return command.Matches.IsEmpty ? Decision.Record(reported) : Decision.Record([reported, new LoginsMatched(command.Sync, command.Matches)]);
    }

    private Decision End(EndSync command)
    {
        if (command.Parts != Latest!.Parts)
            return Decision.Refuse(RefusalReason.PartOutOfOrder, "end.parts", $"must be the number of parts recorded, which is {Latest.Parts}");
        var outcome = command.Whole && Latest.Refused == 0 ? SyncOutcome.Complete : SyncOutcome.Partial;
        if (outcome == SyncOutcome.Complete && Latest is { Kind: SyncKind.Full, Accounts: 0 } && !command.Empty)
        {
            return Decision.Refuse(RefusalReason.ReportEmpty, "end.confirm_empty",
                "the report has no account at all: everything that the application held would count as gone; say so, if it is so");
        }
        return Decision.Record(Ending(Latest, outcome));
    }

    private static SyncEnded Ending(SyncProgress sync, SyncOutcome outcome) =>
        new(sync.Sync, outcome, sync.Accounts, sync.Holdings, sync.Refused);
}
