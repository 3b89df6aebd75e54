using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.State;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Grains;

/// <summary>What every grain needs to live on the log.</summary>
public sealed record GrainServices(IEventLog Log, EventCodec Codec, KeyStore Keys, AggregateCache Cache, ActiveLevel Active);

/// <summary>
/// A virtual actor whose state is the fold of one stream. The append at the expected revision is the guard: a second activation may exist
/// for a moment, and then loses. An exception means that the outcome is unknown: the activation is dropped, and the next one reads the log.
/// </summary>
public abstract class EventSourcedGrain<TAggregate>(GrainServices services) : Grain
    where TAggregate : Aggregate, new()
{
    private const int MaxAttempts = 3;

    private CachedPlace cached;

    protected TAggregate State { get; private set; } = new();

    protected GrainServices Services { get; } = services;

    protected abstract string Stream { get; }

    /// <summary>False for a state that is not kept as JSON: its streams are short.</summary>
    protected virtual bool IsCached => true;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var loader = new AggregateLoader<TAggregate>(Services, Stream, IsCached ? this.GetGrainId() : null);
        (State, cached) = await loader.Load(cancellationToken);
    }

    protected Task<Outcome> Execute(CommandContext context, bool canOpenAccess, Func<TAggregate, Decision> decide) =>
        Execute(context, canOpenAccess, state => ValueTask.FromResult(decide(state)));

    protected async Task<Outcome> Execute(CommandContext context, bool canOpenAccess, Func<TAggregate, ValueTask<Decision>> decide)
    {
        try
        {
            for (var attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                if (Repeated(context) is { } repeated)
                    return repeated;
                // Not waited for in a grain's turn: a decision may already reserve with other grains what it could not record.
                var heard = Services.Log.Hearing?.RequireMark();
                var decision = await decide(State);
                if (Services.Active.Refuses(decision.Events) is { } inactive)
                    return Outcome.Refused(inactive);
                // The expected revision guards this stream; what else the decision rests on may have changed while this silo heard nothing.
                if (decision.Refusal is null && heard is { } mark)
                    Services.Log.Hearing?.RequireHeld(mark);
                if (decision.Refusal is null && await TryRecord(context, canOpenAccess, decision) is { } position)
                    return new Outcome(position, decision.Events.Count > 0, null);
                // No append guards a refusal: what others recorded since, such as an import, may allow it.
                if (!await CatchUp() && decision.Refusal is { } refusal)
                    return Outcome.Refused(refusal);
            }
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
        DeactivateOnIdle();
        throw new LogRefusedException("The stream changed under three attempts; nothing was written. Repeat the request.");
    }

    /// <summary>How a request ended that was accepted before; null for one that was not. Refused where it comes with other content.</summary>
    protected Outcome? Repeated(CommandContext context)
    {
        if (State.Requests.Find(context.Request) is not { } seen)
            return null;
        return seen.Fingerprint == context.Fingerprint
            ? new Outcome(seen.Position, false, null)
            : Outcome.Refused(RefusalReason.RequestIdReused, "request_id", "the request id was used before with other content");
    }

    /// <summary>The position of the last event recorded, or null when the stream stands elsewhere.</summary>
    private async ValueTask<long?> TryRecord(CommandContext context, bool canOpenAccess, Decision decision)
    {
        // What changed nothing is recorded too: a late retry of it must change nothing either.
        IReadOnlyList<DomainEvent> events = decision.Events.Count > 0 ? decision.Events : [new RequestNoted(canOpenAccess)];
        var origin = new EventOrigin(context.Request, context.Fingerprint, context.Caller.Actor, context.OnBehalfOf, context.Correlation);
        var append = new StreamAppend(Stream, State.NextRevision - 1, Encode(events, origin));
        // Not cancellable: once asked for, the caller's patience does not decide what is in the history.
        if (await Services.Log.Append(append, CancellationToken.None) is not Appended appended)
            return null;
        for (var i = 0; i < events.Count; i++)
            State.Fold(events[i], new(appended.LastPosition, context.Request, context.Fingerprint, false));
        if (IsCached)
            cached = await Services.Cache.WriteIfDue(this.GetGrainId(), State, append.Events[^1].EventId, cached);
        return appended.LastPosition;
    }

    private NewEvent[] Encode(IReadOnlyList<DomainEvent> events, EventOrigin origin)
    {
        var encoded = new NewEvent[events.Count];
        for (var i = 0; i < encoded.Length; i++)
        {
            var id = EventIds.Derive(Stream, origin.Request!.Value, i);
            var (type, body) = Services.Codec.Encode(events[i], Stream, id);
            encoded[i] = new NewEvent(id, type, body, origin, null);
        }
        return encoded;
    }

    /// <summary>Folds what was recorded by others since.</summary>
    /// <returns>Whether there was anything.</returns>
    protected async Task<bool> CatchUp()
    {
        var before = State.NextRevision;
        await foreach (var page in Services.Log.ReadStream(Stream, State.NextRevision, CancellationToken.None))
        {
            foreach (var recorded in page)
                State.Fold(recorded);
        }
        return State.NextRevision > before;
    }
}
