using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Domain.Reviews.Campaigns;

/// <summary>How far the remediation of one item has come.</summary>
public enum CaseState
{
    None = 0,
    Requested = 1,
    Sent = 2,
    Acknowledged = 3,
    ObservedAbsent = 4,
    Failed = 5,
    Retained = 6,
    Reappeared = 7,
    Excepted = 8,
}

/// <summary>
/// The case of one item whose access is to go. Only the target system's own report ends it, or an exception by a named person until an
/// instant: neither a ticket nor an acknowledgement does, and access that failed to go, stays by another path or came back is open. Not
/// an aggregate of its own: many cases share a stream, which folds their events. Not thread-safe.
/// </summary>
public sealed class RemediationCase(ItemNumber item)
{
    /// <summary>How often one case is sent.</summary>
    public const int MaxAttempts = 100;

    /// <summary>How far ahead an exception may end.</summary>
    public const int MaxExceptionDays = 366;

    public ItemNumber Item => item;

    public CaseState State { get; private set; }

    public RemediationAction Action { get; private set; }

    public Instant RequestedAt { get; private set; }

    public Instant DueAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>How often it failed since it was requested, or since the access came back.</summary>
    public int Failures { get; private set; }

    /// <summary>When it is tried again by itself, of what failed; null where it is not.</summary>
    public Instant? RetryAt { get; private set; }

    /// <summary>When the latest report that changed the case was made.</summary>
    public Instant ObservedAt { get; private set; }

    /// <summary>The end of the latest exception.</summary>
    public Instant ExceptedUntil { get; private set; }

    /// <summary>What confers the access that was retained, of <see cref="CaseState.Retained"/>.</summary>
    public EntitlementId? Through { get; private set; }

    /// <summary>True when nothing is left to do at the instant: observed absent, or excepted and the exception not over.</summary>
    public bool IsEnded(Instant now) => IsEnded(State, Action, ExceptedUntil, now);

    /// <summary>The same of a case whose state is known.</summary>
    public static bool IsEnded(CaseState state, RemediationAction action, Instant exceptedUntil, Instant now) => state switch
    {
        CaseState.ObservedAbsent => true,
        CaseState.Excepted => now < exceptedUntil,
        CaseState.Acknowledged => action == RemediationAction.Modify,
        _ => false,
    };

    /// <summary>True when the agreed time is over and the case has not ended.</summary>
    public bool IsOverdue(Instant now) => State != CaseState.None && now >= DueAt && !IsEnded(now);

    /// <summary>Decides one command on this state; changes nothing.</summary>
    public Decision Decide(RemediationCommand command, ItemFacts facts, DecisionContext context)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.IsOwnOf(context.Caller))
            return Decision.Refuse(RefusalReason.OwnAccess, "item", "nobody decides about their own access");
        if (command is RequestRemediation request)
            return Request(request, context);
        if (State == CaseState.None)
            return Decision.Refuse(RefusalReason.CaseUnknown, "item", "the item has no case");

        return command switch
        {
            SendRemediation c => Send(c.Reference, null, context),
            SendAndRetain c => Send(c.Reference, new AccessRetained(Item, context.Now, c.Through), context),
            SendAndAcknowledge c => Send(c.Reference, new RemediationAcknowledged(Item, context.Now, c.Reference), context),
            AcknowledgeRemediation c => Acknowledge(c, context),
            FailRemediation c => Fail(c, context),
            ObserveAccess c => Observe(c),
            RetainAccess c => Retain(c, context),
            ExceptRemediation c => Except(c, facts, context),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
        };
    }

    /// <summary>Folds one event of this case.</summary>
    /// <exception cref="InvalidOperationException">The event is not one of this case.</exception>
    public void Evolve(RemediationEvent what)
    {
        ArgumentNullException.ThrowIfNull(what);
        if (what.Item != Item)
            throw new InvalidOperationException($"{what.GetType().Name} is of item {what.Item}, not of item {Item}.");
        switch (what)
        {
            case RemediationRequested e: (State, Action, RequestedAt, DueAt) = (CaseState.Requested, e.Action, e.At, e.DueAt); break;
            case RemediationSent: (State, Attempts) = (CaseState.Sent, Attempts + 1); break;
            case RemediationAcknowledged: State = CaseState.Acknowledged; break;
            case RemediationFailed e:
                (State, Failures) = (CaseState.Failed, Failures + 1);
                RetryAt = RetryPauses.After(Failures) is { } pause ? e.At.Plus(pause) : null;
                break;
            case AccessObservedAbsent e: (State, ObservedAt) = (CaseState.ObservedAbsent, e.At); break;
            case AccessReappeared e: (State, ObservedAt, Failures) = (CaseState.Reappeared, e.At, 0); break;
            case AccessRetained e: (State, Through) = (CaseState.Retained, e.Through); break;
            case RemediationExcepted e: (State, ExceptedUntil) = (CaseState.Excepted, e.Until); break;
            default: throw new InvalidOperationException($"{what.GetType().Name} does not belong to a case.");
        }
    }

    private Decision Request(RequestRemediation command, DecisionContext context)
    {
        if (State != CaseState.None)
            return Decision.Nothing;
        var problem = SettingsCheck.Known("action", command.Action)
            ?? SettingsCheck.Range("sla_days", command.SlaDays, 1, RemediationSetting.MaxSlaDays);
        return problem is not null
            ? problem
            : Decision.Record(new RemediationRequested(Item, command.Action, context.Now, context.Now.Plus(TimeSpan.FromDays(command.SlaDays))));
    }

    // Whatever is not over can be tried again; what was proven gone needs to come back first. What is known beside it goes with it in one.
    private Decision Send(string reference, RemediationEvent? with, DecisionContext context)
    {
        if (State == CaseState.ObservedAbsent)
            return NotOpen();
        // Somebody answers for it for the time being: what was under way when they said so ends nothing of that.
        if (State == CaseState.Excepted && context.Now < ExceptedUntil)
            return Decision.Nothing;
        if (Attempts >= MaxAttempts)
            return Decision.Refuse(RefusalReason.CaseNotOpen, "item", $"the case was sent {MaxAttempts} times, which is the most");
        if (Reference(reference) is { } problem)
            return problem;
        var sent = new RemediationSent(Item, context.Now, reference);
        return with is null ? Decision.Record(sent) : Decision.Record(sent, with);
    }

    private Decision Acknowledge(AcknowledgeRemediation command, DecisionContext context)
    {
        // A late acknowledgement says nothing new of what is further on.
        if (State is not (CaseState.Sent or CaseState.Requested or CaseState.Failed or CaseState.Reappeared) && !IsExceptionOver(context.Now))
            return Decision.Nothing;
        if (Reference(command.Reference) is { } problem)
            return problem;
        var done = new RemediationAcknowledged(Item, context.Now, command.Reference);
        // Whoever says that it is done had it to do, also where nothing was sent from here.
        return State == CaseState.Sent
            ? Decision.Record(done)
            : Decision.Record(new RemediationSent(Item, context.Now, command.Reference), done);
    }

    private bool IsExceptionOver(Instant now) => State == CaseState.Excepted && now >= ExceptedUntil;

    private Decision Fail(FailRemediation command, DecisionContext context) => State switch
    {
        // Neither proof nor an exception is undone by a failure to do what needs doing no more.
        CaseState.ObservedAbsent => Decision.Nothing,
        CaseState.Excepted when !IsExceptionOver(context.Now) => Decision.Nothing,
        // Told again before it was tried again, it is the same failure.
        CaseState.Failed when RetryAt is not { } at || context.Now < at => Decision.Nothing,
        _ => SettingsCheck.Text("error", command.Error, CampaignSettings.MaxReasonLength) is { } problem
            ? problem
            : Decision.Record(new RemediationFailed(Item, context.Now, command.Error)),
    };

    // A report from before the decision proves nothing, nor does one older than what is known, nor an incomplete one that leaves it out.
    private Decision Observe(ObserveAccess command)
    {
        if (Action == RemediationAction.Modify || command.At <= RequestedAt || command.At <= ObservedAt)
            return Decision.Nothing;
        return (command.Present, State) switch
        {
            (true, CaseState.ObservedAbsent) => Decision.Record(new AccessReappeared(Item, command.At)),
            (false, not CaseState.ObservedAbsent) when command.Complete => Decision.Record(new AccessObservedAbsent(Item, command.At)),
            _ => Decision.Nothing,
        };
    }

    private Decision Retain(RetainAccess command, DecisionContext context)
    {
        if (State == CaseState.ObservedAbsent)
            return NotOpen();
        return (State == CaseState.Excepted && !IsExceptionOver(context.Now)) || (State == CaseState.Retained && Through == command.Through)
            ? Decision.Nothing
            : Decision.Record(new AccessRetained(Item, context.Now, command.Through));
    }

    private Decision Except(ExceptRemediation command, ItemFacts facts, DecisionContext context)
    {
        if (State == CaseState.ObservedAbsent)
            return NotOpen();
        if (context.Caller.Persons.IsDefaultOrEmpty)
            return Decision.Refuse(RefusalReason.PersonRequired, "authorization", "the caller's identity is linked to no person");
        if (command.Reason is null)
            return Decision.Refuse(RefusalReason.ReasonRequired, "reason", "an exception needs a reason");
        var latest = context.Now.Plus(TimeSpan.FromDays(MaxExceptionDays));
        return command.Until <= context.Now || command.Until > latest
            ? Decision.Refuse(RefusalReason.SettingInvalid, "until", $"is {command.Until}; an instant after {context.Now}, at the latest {latest}, is allowed")
            : Decision.Record(new RemediationExcepted(Item, context.Caller.Persons[0], command.Until, facts.Identity, command.Reason));
    }

    private static Decision? Reference(string reference) =>
        IdText.Problem(reference) is { } problem ? Decision.Refuse(RefusalReason.SettingInvalid, "reference", problem) : null;

    private static Decision NotOpen() => Decision.Refuse(RefusalReason.CaseNotOpen, "item", "the access was observed absent");
}
