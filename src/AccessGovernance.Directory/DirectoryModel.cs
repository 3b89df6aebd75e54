using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.Directory;

/// <summary>Who and what exists, folded from the log. Not thread-safe: <see cref="DirectoryReader"/> guards it.</summary>
internal sealed class DirectoryModel
{
    public SortedDictionary<string, IdentityEntry> Identities { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, Entitlement> Entitlements { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, Application> Applications { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<Guid, ConferralRecord> Conferrals { get; } = [];

    /// <summary>Accounts of nobody known that are called as accounts of an identity are, or were.</summary>
    public Dictionary<string, HashSet<Guid>> MatchedLogins { get; } = new(StringComparer.Ordinal);

    /// <summary>The same the other way round.</summary>
    public Dictionary<Guid, List<string>> CalledLike { get; } = [];

    public void ApplyToIdentity(IdentityId id, long position, DomainEvent what)
    {
        if (!Identities.TryGetValue(id.Value, out var entry))
            Identities[id.Value] = entry = new IdentityEntry(id);
        switch (what)
        {
            case IdentityRegistered e: (entry.Kind, entry.Synthetic) = (e.Kind, e.Synthetic); break;
            case IdentityMarkedSynthetic e: entry.Synthetic = e.Synthetic; break;
            case AttributesChanged e: ChangeAttributes(entry, e); break;
            case IdentityLinked e: entry.Links[e.Link.Value] = new(e.Person, e.Role, e.Validity); break;
            case IdentityLinkEnded e: entry.Links[e.Link.Value] = Ended(entry.Links[e.Link.Value], e.Until); break;
            case IdentitySuspended e: entry.Status.Add(new(position, StatusKind.Suspended, e.From)); break;
            case IdentityResumed e: entry.Status.Add(new(position, StatusKind.Resumed, e.From)); break;
            case IdentityTerminated e: entry.Status.Add(new(position, StatusKind.Terminated, e.At)); break;
            case TerminationWithdrawn e: entry.Status.WithdrawTermination(e.At); break;
            case IdentityReinstated e: entry.Status.Add(new(position, StatusKind.Reinstated, e.From)); break;
            case LegalHoldPlaced e: entry.Holds.Add(e.Hold.Value); break;
            case LegalHoldLifted e: entry.Holds.Remove(e.Hold.Value); break;
            case ForgettingRequested: break;
            case IdentityForgotten: Forget(entry); break;
            default: throw Unknown(what, "an identity");
        }
    }

    public void ApplyToConferral(DomainEvent what)
    {
        switch (what)
        {
            case ConferralAdded e: Conferrals[e.Conferral.Value] = new(e.Conferral, e.From, e.To, e.Validity, false); break;
            case ConferralEnded e: Change(e.Conferral, c => c with { Validity = c.Validity with { Until = e.At } }); break;
            case ConferralVoided e: Change(e.Conferral, c => c with { Void = true }); break;
            default: throw Unknown(what, "the conferrals");
        }
    }

    public void ApplyToLogins(LoginsMatched what)
    {
        foreach (var (account, identity) in what.Matches)
        {
            if (!MatchedLogins.TryGetValue(identity.Value, out var accounts))
                MatchedLogins[identity.Value] = accounts = [];
            if (!accounts.Add(account))
                continue;
            if (!CalledLike.TryGetValue(account, out var identities))
                CalledLike[account] = identities = [];
            identities.Add(identity.Value);
        }
    }

    public static void Fold<T>(SortedDictionary<string, T> all, string id, DomainEvent what)
        where T : Aggregate, new()
    {
        if (!all.TryGetValue(id, out var aggregate))
            all[id] = aggregate = new T();
        aggregate.Fold(what, default);
    }

    private static void ChangeAttributes(IdentityEntry entry, AttributesChanged changed)
    {
        foreach (var (name, text) in changed.Attributes)
        {
            if (!entry.Attributes.TryGetValue(name, out var history))
                entry.Attributes[name] = history = [];
            // By validity; of equal starts, the one recorded later stands behind and wins.
            var place = history.FindLastIndex(v => v.From <= changed.From) + 1;
            history.Insert(place, new AttributeValue(changed.From, text?.PlainText));
        }
    }

    private static void Forget(IdentityEntry entry)
    {
        entry.Forgotten = true;
        entry.Attributes.Clear();
    }

    private static InvalidOperationException Unknown(DomainEvent what, string where) =>
        new($"{what.GetType().Name} does not belong to the stream of {where}.");

    private static PersonLink Ended(PersonLink link, Instant until) => link with { Validity = link.Validity with { Until = until } };

    private void Change(ConferralId id, Func<ConferralRecord, ConferralRecord> change) => Conferrals[id.Value] = change(Conferrals[id.Value]);
}
