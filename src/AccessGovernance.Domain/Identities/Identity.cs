namespace AccessGovernance.Domain.Identities;

public enum ForgettingState
{
    None = 0,
    Requested = 1,
    Forgotten = 2,
}

/// <summary>A link of the identity to a person, with its validity.</summary>
public sealed record PersonLink(PersonId Person, LinkRole Role, Period Validity);

/// <summary>
/// One digital identity with its status, links and grants: what the decisions need and no more. Attributes are not part of it.
/// </summary>
public sealed partial class Identity : Aggregate
{
    public bool IsRegistered { get; set; }
    public IdentityKind Kind { get; set; }
    public bool Synthetic { get; set; }
    public StatusHistory Status { get; init; } = new();
    public Dictionary<Guid, PersonLink> Links { get; init; } = [];
    public HashSet<Guid> Holds { get; init; } = [];
    public ForgettingState Forgetting { get; set; }

    /// <summary>Every person of the caller who requested forgetting; none of them may confirm it.</summary>
    public List<PersonId> ForgettingRequestedBy { get; set; } = [];
    public Dictionary<Guid, Grant> Grants { get; init; } = [];

    /// <summary>Persons that this identity belongs to or is owned by, now or at any later time.</summary>
    public IEnumerable<PersonId> PersonsFrom(Instant now) =>
        Links.Values.Where(l => !l.Validity.IsEmpty && l.Validity.Until > now).Select(l => l.Person);

    /// <summary>The end of a grant as it follows from its own validity and from later terminations.</summary>
    public Instant EffectiveEnd(Grant grant) => Instant.Min(grant.Validity.Until, Status.CutOf(grant.Order));

    /// <summary>The validity that a grant has, ended by a termination once that is in effect; null when there is none, or it is void.</summary>
    public Period? ValidityOf(GrantId grant, Instant now)
    {
        if (!Grants.TryGetValue(grant.Value, out var found) || found.Void)
            return null;
        var cut = Status.CutOf(found.Order);
        var validity = cut <= now ? found.Validity with { Until = Instant.Min(found.Validity.Until, cut) } : found.Validity;
        return validity.IsEmpty ? null : validity;
    }

    /// <summary>Grants that a termination in effect ended before their own end.</summary>
    public IEnumerable<KeyValuePair<Guid, Grant>> CutGrants(Instant now) =>
        Grants.Where(g => !g.Value.Void && Status.CutOf(g.Value.Order) is var cut && cut <= now && cut < g.Value.Validity.Until);

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case IdentityRegistered e: (IsRegistered, Kind, Synthetic) = (true, e.Kind, e.Synthetic); break;
            case IdentityMarkedSynthetic e: Synthetic = e.Synthetic; break;
            case AttributesChanged: break;
            case IdentityLinked e: Links[e.Link.Value] = new(e.Person, e.Role, e.Validity); break;
            case IdentityLinkEnded e: Links[e.Link.Value] = EndedAt(Links[e.Link.Value], e.Until); break;
            case IdentitySuspended e: Status.Add(new(NextRevision, StatusKind.Suspended, e.From)); break;
            case IdentityResumed e: Status.Add(new(NextRevision, StatusKind.Resumed, e.From)); break;
            case IdentityTerminated e: Status.Add(new(NextRevision, StatusKind.Terminated, e.At)); break;
            case TerminationWithdrawn e: Status.WithdrawTermination(e.At); break;
            case IdentityReinstated e: Reinstate(e); break;
            case LegalHoldPlaced e: Holds.Add(e.Hold.Value); break;
            case LegalHoldLifted e: Holds.Remove(e.Hold.Value); break;
            case ForgettingRequested e: (Forgetting, ForgettingRequestedBy) = (ForgettingState.Requested, [.. e.By]); break;
            case IdentityForgotten: Forgetting = ForgettingState.Forgotten; break;
            case AccessGranted e: Grants[e.Grant.Value] = new(e.Entitlement, e.Validity, false, NextRevision, SourceOf(e, recorded)); break;
            case AccessRevoked e: Change(e.Grant, recorded, g => g with { Validity = g.Validity with { Until = e.At } }); break;
            case GrantCorrected e: Change(e.Grant, recorded, g => g with { Validity = e.Validity }); break;
            case GrantVoided e: Change(e.Grant, recorded, g => g with { Void = true }); break;
            default: throw Unknown(what);
        }
    }

    // Whoever comes back is not to be forgotten: a request from before counts no longer.
    private void Reinstate(IdentityReinstated reinstated)
    {
        Status.Add(new(NextRevision, StatusKind.Reinstated, reinstated.From));
        if (Forgetting == ForgettingState.Requested)
            (Forgetting, ForgettingRequestedBy) = (ForgettingState.None, []);
    }

    private static string? SourceOf(AccessGranted granted, RecordedAs recorded) => recorded.Imported ? granted.Cause.Reference : null;

    private static PersonLink EndedAt(PersonLink link, Instant until) => link with { Validity = link.Validity with { Until = until } };

    private void Change(GrantId grant, RecordedAs recorded, Func<Grant, Grant> change)
    {
        var changed = change(Grants[grant.Value]);
        Grants[grant.Value] = recorded.Imported ? changed : changed with { Source = null };
    }
}
