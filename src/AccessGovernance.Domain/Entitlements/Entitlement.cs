namespace AccessGovernance.Domain.Entitlements;

/// <summary>From when on an entitlement belongs to an application.</summary>
public sealed record Placement(AppId Application, Instant From);

/// <summary>A seat that is taken, by the grant that takes it.</summary>
/// <param name="Reserved">The position at which it was last asked for.</param>
public sealed record Seat(IdentityId Identity, Period Validity, long Reserved);

/// <summary>One entitlement: what it is, where it belongs, and who sits on its seats if they are counted.</summary>
public sealed class Entitlement : Aggregate
{
    public bool IsDefined { get; set; }
    public EntitlementKind Kind { get; set; }
    public EntitlementProfile Profile { get; set; } = new("", "", null, Risk.Low);
    public int? Capacity { get; set; }
    public Instant? RetiredAt { get; set; }
    public List<Placement> Placements { get; init; } = [];
    public Dictionary<Guid, Seat> Seats { get; init; } = [];

    /// <summary>The application that it belongs to at an instant; later placements win where they overlap.</summary>
    public AppId ApplicationAt(Instant at) => Placements.Count == 1
        ? Placements[0].Application
        : (Placements.Where(p => p.From <= at).OrderBy(p => p.From.Milliseconds).LastOrDefault() ?? Placements[0]).Application;

    public EntitlementFacts Facts(Instant now) => new(IsDefined, IsDefined ? ApplicationAt(now) : null, RetiredAt, Capacity);

    public Decision Decide(EntitlementCommand command, DecisionContext context)
    {
        if (command is DefineEntitlement define)
            return Define(define);
        if (!IsDefined)
            return Decision.Refuse(RefusalReason.EntitlementUnknown, "entitlement", "the entitlement is not defined");

        return command switch
        {
            ChangeEntitlement c => Change(c),
            MoveEntitlement c => Move(c, context),
            RetireEntitlement c => Retire(c, context),
            AdmitGrant c => Admit(c, context),
            SettleSeat c => Settle(c),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
        };
    }

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case EntitlementDefined e:
                (IsDefined, Kind, Profile, Capacity) = (true, e.Kind, e.Profile, e.Capacity);
                Placements.Add(new(e.Application, new Instant(long.MinValue)));
                break;
            case EntitlementChanged e: (Profile, Capacity) = (e.Profile, e.Capacity); break;
            case EntitlementMoved e: Placements.Add(new(e.Application, e.From)); break;
            case EntitlementRetired e: RetiredAt = e.At; break;
            case SeatReserved e: Seats[e.Grant.Value] = new(e.Identity, e.Validity, recorded.Position); break;
            case SeatSettled { Validity: null } e: Seats.Remove(e.Grant.Value); break;
            case SeatSettled e: Seats[e.Grant.Value] = Seats[e.Grant.Value] with { Validity = e.Validity.Value }; break;
            default: throw Unknown(what);
        }
    }

    private Decision Define(DefineEntitlement command)
    {
        if (!IsDefined)
            return Decision.Record(new EntitlementDefined(command.Kind, command.Application, command.Profile, command.Capacity));
        return Decision.Refuse(RefusalReason.EntitlementAlreadyDefined, "entitlement", "the entitlement is already defined");
    }

    private Decision Change(ChangeEntitlement command)
    {
        if (command.Capacity is { } asked && asked != Capacity)
        {
            if (Capacity is null)
                return Decision.Refuse(RefusalReason.EntitlementHasNoCapacity, "capacity", "seats are counted from the definition on, or never");
            if (SeatCounting.MaxOverlap(Seats.Values.Select(s => s.Validity)) > asked)
                return Decision.Refuse(RefusalReason.CapacityInUse, "capacity", "more seats than that are taken at some instant");
        }
        var profile = new EntitlementProfile(command.DisplayName ?? Profile.DisplayName, command.Description ?? Profile.Description,
            command.Owner ?? Profile.Owner, command.Risk ?? Profile.Risk);
        var capacity = command.Capacity ?? Capacity;
        return profile == Profile && capacity == Capacity ? Decision.Nothing : Decision.Record(new EntitlementChanged(profile, capacity));
    }

    private Decision Move(MoveEntitlement command, DecisionContext context)
    {
        if (context.CheckBackdating(command.From, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        return ApplicationAt(command.From) == command.Application && Placements[^1].From <= command.From
            ? Decision.Nothing
            : Decision.Record(new EntitlementMoved(command.Application, command.From, command.Reason));
    }

    private Decision Retire(RetireEntitlement command, DecisionContext context)
    {
        if (context.CheckBackdating(command.At, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        return RetiredAt <= command.At ? Decision.Nothing : Decision.Record(new EntitlementRetired(command.At, command.Reason));
    }

    private Decision Admit(AdmitGrant command, DecisionContext context)
    {
        var known = Seats.TryGetValue(command.Grant.Value, out var seat);
        var prolongs = !known || !seat!.Validity.Contains(command.Validity);
        if (prolongs && RetiredAt is { } retired && IsAfterRetirement(command.Validity, retired, context.Now))
            return Decision.Refuse(RefusalReason.EntitlementRetired, "entitlement", $"the entitlement is retired from {retired} on");
        if (Capacity is not { } capacity)
            return Decision.Nothing;
        // Recorded also where it has the seat: whoever is about to free that as one of nobody's has to see that somebody wants it.
        // Until it is settled, nobody knows whether the grant is moved: its old and its new validity, and what lies between, stay taken.
        var held = known ? seat!.Validity.Hull(command.Validity) : command.Validity;
        var others = Seats.Where(s => s.Key != command.Grant.Value).Select(s => s.Value.Validity.Intersect(held));
        if (SeatCounting.MaxOverlap(others) >= capacity)
            return Decision.Refuse(RefusalReason.CapacityExhausted, "entitlement", $"all {capacity} seats are taken at some instant of the period");
        return Decision.Record(new SeatReserved(command.Grant, command.Identity, held));
    }

    // A retirement that is announced lets grants be made until it comes, which then stay until they end.
    private static bool IsAfterRetirement(Period validity, Instant retired, Instant now) =>
        validity.From >= retired || (now >= retired && validity.Until > retired);

    private Decision Settle(SettleSeat command)
    {
        if (!Seats.TryGetValue(command.Grant.Value, out var seat) || seat.Validity == command.Validity)
            return Decision.Nothing;
        if (command.Reserved is { } known && known != seat.Reserved)
            return Decision.Nothing;
        return Decision.Record(new SeatSettled(command.Grant, command.Validity));
    }
}
