using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>Something that an identity holds at an instant.</summary>
/// <param name="Entitlement">Its place.</param>
/// <param name="Direct">It is granted itself, whether or not it follows from something else too.</param>
public readonly record struct HeldEntitlement(int Entitlement, bool Direct);

/// <summary>Since when, until when and why something is held.</summary>
/// <param name="Since">From when on it has been held without a break, whatever it rested on.</param>
/// <param name="Until">When that ends as known; null for no end.</param>
/// <param name="Granted">Validity of the grant that began first among those that hold; then of the one that ends last; then of the lowest id.</param>
/// <param name="Cause">Of the same grant, with what it refers to, if anything.</param>
public readonly record struct HeldOrigin(Instant Since, Instant? Until, Period Granted, CauseKind Cause, string? Reference);

/// <summary>One record that a grant, or a change of its validity, rests on.</summary>
/// <param name="Actor">Who recorded it, by id: an identity, or a token that belongs to none.</param>
/// <param name="OnBehalfOf">Whom the caller named; null for nobody.</param>
/// <param name="Approval">What the cause of the grant refers to, where that is an approved request; null otherwise, and for a change.</param>
/// <param name="At">When it was recorded.</param>
public readonly record struct GrantRecord(string Actor, string? OnBehalfOf, string? Approval, Instant At);

/// <summary>Reads what identities hold, one after the other. For one thread.</summary>
public sealed class AccessScan
{
    private readonly AccessOfAll all;
    private readonly View view;
    private readonly Period instant;
    // In the order of entitlements; and the places of those among them from which others follow.
    private readonly List<ScannedGrant> grants = [];
    private readonly List<int> conferring = [];
    private readonly List<HeldEntitlement> held = [];
    private readonly List<Period> pieces = [];

    // What each of the held follows from: pairs of who was found and what from, in the order of both once they are sorted.
    private readonly List<(int Entitlement, int From)> followed = [];
    private readonly List<int> through = [];
    private readonly int[] heldAt;
    private IdentityStatus status = IdentityStatus.Active;

    internal AccessScan(AccessOfAll all, View view)
    {
        (this.all, this.view, instant) = (all, view, Period.At(all.At));
        heldAt = new int[all.Entitlements];
    }

    /// <summary>The state of the identity that was read last; null where it is terminated, and holds nothing.</summary>
    public AccessState? State { get; private set; }

    /// <summary>What the identity that was read last holds, each once, in order; valid until the next is read.</summary>
    public ReadOnlySpan<HeldEntitlement> Held => CollectionsMarshal.AsSpan(held);

    /// <summary>Reads one identity by its place.</summary>
    public void Read(int identity)
    {
        var node = all.Identity(identity);
        status = view.StatusOf(node);
        grants.Clear();
        conferring.Clear();
        held.Clear();
        followed.Clear();
        State = status.IsTerminatedThroughout(instant) ? null : status.FirstActive(instant) is null ? AccessState.Suspended : AccessState.Active;
        if (State is null)
            return;
        FindGrants(node);
        FindHeld();
    }

    /// <summary>The place among <see cref="Held"/> of an entitlement that is held.</summary>
    public int HeldAt(int entitlement) => heldAt[entitlement];

    /// <summary>The entitlements that the identity holds itself and that one of the held follows from, in order; valid until the next call.</summary>
    public ReadOnlySpan<int> ThroughOf(int at)
    {
        through.Clear();
        var entitlement = held[at].Entitlement;
        for (var i = FirstFollowed(entitlement); i < followed.Count && followed[i].Entitlement == entitlement; i++)
            through.Add(followed[i].From);
        return CollectionsMarshal.AsSpan(through);
    }

    /// <summary>Since when and why one of the held is held.</summary>
    public HeldOrigin OriginOf(int at)
    {
        var entitlement = held[at].Entitlement;
        pieces.Clear();
        var first = -1;
        for (var i = FirstGrant(entitlement); i < grants.Count && grants[i].Entitlement == entitlement; i++)
            AddPiece(i, grants[i].Validity, ref first);
        foreach (var i in conferring)
        {
            foreach (var during in grants[i].Confers!.DuringOf(entitlement))
                AddPiece(i, grants[i].Validity.Intersect(during), ref first);
        }
        var span = SpanAt();
        var by = grants[first];
        var (cause, reference) = all.Index.Causes.PartsAt(all.Index.Grants.OpenedAt(by.Row));
        return new(span.From, span.Until.IsForever ? null : span.Until, by.Validity, cause, reference);
    }

    /// <summary>
    /// Adds what every grant rests on that one of the held follows from at the instant, as known at the reading's position. Imported rows are none of
    /// it: whoever imported them did not grant them.
    /// </summary>
    public void AddRecordsOf(int at, ICollection<GrantRecord> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var entitlement = held[at].Entitlement;
        for (var i = FirstGrant(entitlement); i < grants.Count && grants[i].Entitlement == entitlement; i++)
        {
            if (grants[i].Validity.Contains(all.At))
                AddRecords(grants[i].Row, into);
        }
        foreach (var i in conferring)
        {
            if (grants[i].Validity.Contains(all.At) && Array.BinarySearch(grants[i].Confers!.AtInstant, entitlement) >= 0)
                AddRecords(grants[i].Row, into);
        }
    }

    /// <summary>What follows from an entitlement at the instant, in order, whoever holds it.</summary>
    public ReadOnlySpan<int> ConferredBy(int entitlement) => all.ConferredBy(entitlement, view).AtInstant;

    private void FindGrants(IdentityNode node)
    {
        var facts = all.Index.Grants;
        foreach (var row in node.Grants.Published)
        {
            var place = all.PlaceOf(facts.OwnerOf(row));
            if (place < 0 || !view.TryGrant(row, status, out var version) || version.Until <= version.From)
                continue;
            var confers = all.ConferredBy(place, view);
            grants.Add(new(place, row, version.Validity, confers.IsEmpty ? null : confers));
        }
        grants.Sort(static (a, b) => a.Entitlement.CompareTo(b.Entitlement));
        for (var i = 0; i < grants.Count; i++)
        {
            if (grants[i].Confers is not null)
                conferring.Add(i);
        }
    }

    private void FindHeld()
    {
        foreach (ref readonly var grant in CollectionsMarshal.AsSpan(grants))
        {
            if (!grant.Validity.Contains(all.At))
                continue;
            held.Add(new(grant.Entitlement, Direct: true));
            foreach (var place in grant.Confers?.AtInstant ?? [])
            {
                held.Add(new(place, Direct: false));
                followed.Add((place, grant.Entitlement));
            }
        }
        if (followed.Count > 1)
            SortFollowed();
        // What is held directly stands first among equals, and is the one that stays.
        held.Sort(static (a, b) => a.Entitlement != b.Entitlement ? a.Entitlement.CompareTo(b.Entitlement) : b.Direct.CompareTo(a.Direct));
        var kept = 0;
        for (var i = 0; i < held.Count; i++)
        {
            if (i > 0 && held[i].Entitlement == held[kept - 1].Entitlement)
                continue;
            heldAt[held[i].Entitlement] = kept;
            held[kept++] = held[i];
        }
        held.RemoveRange(kept, held.Count - kept);
    }

    private void SortFollowed()
    {
        followed.Sort();
        var kept = 1;
        for (var i = 1; i < followed.Count; i++)
        {
            if (followed[i] != followed[kept - 1])
                followed[kept++] = followed[i];
        }
        followed.RemoveRange(kept, followed.Count - kept);
    }

    private void AddRecords(int row, ICollection<GrantRecord> into)
    {
        var index = all.Index;
        foreach (var version in index.Grants.VersionsOf(row))
        {
            if (version.Imported || version.Position > all.ReadPosition || version.Change is not (FactChange.Opened or FactChange.Corrected))
                continue;
            var approval = version.Change == FactChange.Opened && index.Causes.PartsAt(version.Position) is (CauseKind.ApprovedRequest, var reference)
                ? reference : null;
            into.Add(new(index.ActorAt(version.Position), index.BehalfAt(version.Position), approval, index.Clock.TimeAt(version.Position)));
        }
    }

    private int FirstGrant(int entitlement) => ~CollectionsMarshal.AsSpan(grants).BinarySearch(new FirstOf(entitlement));

    private int FirstFollowed(int entitlement) => ~CollectionsMarshal.AsSpan(followed).BinarySearch(new FirstOf(entitlement));

    private void AddPiece(int grant, Period piece, ref int first)
    {
        if (piece.IsEmpty)
            return;
        pieces.Add(piece);
        if (piece.Contains(all.At) && (first < 0 || IsBefore(grants[grant], grants[first])))
            first = grant;
    }

    private bool IsBefore(in ScannedGrant grant, in ScannedGrant than)
    {
        if (grant.Validity.From != than.Validity.From)
            return grant.Validity.From < than.Validity.From;
        if (grant.Validity.Until != than.Validity.Until)
            return grant.Validity.Until > than.Validity.Until;
        return all.Index.Grants.IdOf(grant.Row).CompareTo(all.Index.Grants.IdOf(than.Row)) < 0;
    }

    // Mostly there is one piece, and nobody was ever terminated.
    private Period SpanAt()
    {
        if (pieces.Count == 1 && status.Terminations.Length == 0)
            return pieces[0];
        var spans = new SpanSet();
        foreach (var piece in pieces)
            spans.Add(piece);
        foreach (var termination in status.Terminations)
            spans.Remove(termination);
        foreach (var span in spans.Periods)
        {
            if (span.Contains(all.At))
                return span;
        }
        throw new InvalidOperationException("What is held has no span.");
    }

    /// <summary>A grant that is known and not void.</summary>
    private readonly record struct ScannedGrant(int Entitlement, int Row, Period Validity, Conferred? Confers);

    /// <summary>Stands right before the first of an entitlement, and is equal to none.</summary>
    private readonly struct FirstOf(int entitlement) : IComparable<ScannedGrant>, IComparable<(int Entitlement, int From)>
    {
        public int CompareTo(ScannedGrant other) => entitlement <= other.Entitlement ? -1 : 1;

        public int CompareTo((int Entitlement, int From) other) => entitlement <= other.Entitlement ? -1 : 1;
    }
}
