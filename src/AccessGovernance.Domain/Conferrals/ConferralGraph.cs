namespace AccessGovernance.Domain.Conferrals;

/// <summary>One edge with its validity.</summary>
/// <param name="Source">The import source while the edge has only imported facts.</param>
public sealed record Conferral(EntitlementId From, EntitlementId To, Period Validity, bool Void, string? Source)
{
    public bool Holds => !Void && !Validity.IsEmpty;
}

/// <summary>
/// All edges of what confers what. At no instant do they form a cycle, nor a path of more than <see cref="MaxDepth"/> edges.
/// </summary>
public sealed class ConferralGraph : Aggregate
{
    public const int MaxDepth = 25;

    private readonly Dictionary<EntitlementId, List<Guid>> outgoing = [];
    private readonly Dictionary<EntitlementId, List<Guid>> incoming = [];

    /// <summary>All edges ever added. Set once, from a cached state: the ways along the edges are found from it again.</summary>
    public Dictionary<Guid, Conferral> Conferrals
    {
        get;
        init
        {
            field = value;
            foreach (var (id, edge) in value)
                Connect(id, edge);
        }
    } = [];

    public Decision Decide(ConferralCommand command, DecisionContext context) => command switch
    {
        Confer c => Add(c, context),
        StopConferring c => Stop(c, context),
        ImportConferral c => Import(c),
        ImportConferralEnd c => Import(c),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
    };

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case ConferralAdded e: Insert(e.Conferral.Value, new(e.From, e.To, e.Validity, false, e.Source)); break;
            case ConferralEnded e: Change(e.Conferral, recorded, c => c with { Validity = c.Validity with { Until = e.At } }); break;
            case ConferralVoided e: Change(e.Conferral, recorded, c => c with { Void = true }); break;
            default: throw Unknown(what);
        }
    }

    private void Insert(Guid id, Conferral edge)
    {
        Conferrals[id] = edge;
        Connect(id, edge);
    }

    private void Connect(Guid id, Conferral edge)
    {
        EdgesOf(outgoing, edge.From).Add(id);
        EdgesOf(incoming, edge.To).Add(id);
    }

    private void Change(ConferralId id, RecordedAs recorded, Func<Conferral, Conferral> change)
    {
        var changed = change(Conferrals[id.Value]);
        Conferrals[id.Value] = recorded.Imported ? changed : changed with { Source = null };
    }

    private Decision Add(Confer command, DecisionContext context)
    {
        if (Conferrals.ContainsKey(command.Conferral.Value))
            return Decision.Nothing;
        if (context.CheckPeriod(command.Validity, command.Reason is not null) is { } refusal)
            return refusal;
        if (CheckShape(command.From, command.To, command.Validity, "to") is { } shape)
            return shape;
        return Decision.Record(new ConferralAdded(command.Conferral, command.From, command.To, command.Validity, null, command.Reason));
    }

    private Decision Stop(StopConferring command, DecisionContext context)
    {
        if (!Conferrals.TryGetValue(command.Conferral.Value, out var edge))
            return Decision.Refuse(RefusalReason.ConferralUnknown, "conferral", "there is no such conferral");
        if (edge.Void || command.At >= edge.Validity.Until)
            return Decision.Nothing;
        if (edge.Validity.From < context.Now && context.CheckBackdating(command.At, command.Reason is not null, "effective_at") is { } refusal)
            return refusal;
        return Decision.Record(EndOf(command.Conferral, edge, command.At, command.Reason));
    }

    private Decision Import(ImportConferral command)
    {
        if (Conferrals.ContainsKey(command.Conferral.Value))
            return Decision.Nothing;
        if (OpenEdge(command.From, command.To, command.Source) is not null)
            return Decision.Refuse(RefusalReason.FactAlreadyOpen, "object", "the fact is open already");
        var validity = Period.Since(command.Start);
        if (CheckShape(command.From, command.To, validity, "object") is { } shape)
            return shape;
        return Decision.Record(new ConferralAdded(command.Conferral, command.From, command.To, validity, command.Source, null));
    }

    private Decision Import(ImportConferralEnd command)
    {
        if (OpenEdge(command.From, command.To, command.Source) is not { } open)
            return Decision.Refuse(RefusalReason.FactNotOpen, "object", "this source has no open fact, with none but imported records, to close");
        return Decision.Record(EndOf(new ConferralId(open), Conferrals[open], command.At, null));
    }

    private Guid? OpenEdge(EntitlementId from, EntitlementId to, string source)
    {
        foreach (var id in outgoing.GetValueOrDefault(from) ?? [])
        {
            var edge = Conferrals[id];
            if (edge.To == to && !edge.Void && edge.Validity.Until.IsForever && edge.Source == source)
                return id;
        }
        return null;
    }

    private Refusal? CheckShape(EntitlementId from, EntitlementId to, Period validity, string field)
    {
        if (from == to)
            return new(RefusalReason.ConferralCycle, field, "an entitlement cannot confer itself");
        var down = new PathSearch(Conferrals, outgoing, e => e.To).Explore(to, validity, from);
        if (down.FoundTarget)
            return new(RefusalReason.ConferralCycle, field, $"{to} already confers {from} at some instant of the period");
        var up = new PathSearch(Conferrals, incoming, e => e.From).Explore(from, validity, null);
        return Reach.LongestThrough(up, down) > MaxDepth
            ? new(RefusalReason.ConferralTooDeep, field, $"a path of more than {MaxDepth} conferrals would result")
            : null;
    }

    private static ConferralEvent EndOf(ConferralId id, Conferral edge, Instant at, string? reason) =>
        at <= edge.Validity.From ? new ConferralVoided(id, reason) : new ConferralEnded(id, at, reason);

    private static List<Guid> EdgesOf(Dictionary<EntitlementId, List<Guid>> edges, EntitlementId at)
    {
        if (!edges.TryGetValue(at, out var list))
            edges[at] = list = [];
        return list;
    }
}
