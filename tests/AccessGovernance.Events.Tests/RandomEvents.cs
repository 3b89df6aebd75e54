using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Domain.Tokens;
using CsCheck;

namespace AccessGovernance.Events.Tests;

/// <summary>Random events of every kind in the catalogue; personal texts are plain or sealed, as asked.</summary>
internal sealed class RandomEvents(Gen<PersonalText> personal)
{
    private static readonly string[] Unusual = ["Zażółć", "a\"b\\c", "日本語", "🙂 <&'+>", "tab\there\nline", "\u0085\uE000"];

    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 40], Gen.Int[0, 5].Select(i => Unusual[i]));

    public static readonly Gen<PersonalText> Plain = Gen.Select(Gen.Enum<RetentionClass>(), Text, PersonalText.Plain);

    public static readonly Gen<PersonalText> Sealed = Gen.Select(
        Gen.Enum<RetentionClass>(), Gen.Byte.Array[1, 100], (retention, bytes) => PersonalText.Sealed(retention, bytes));

    private static readonly Gen<Instant> At =
        Gen.Long[Instant.Earliest.Milliseconds, Instant.Latest.Milliseconds].Select(ms => new Instant(ms));
    private static readonly Gen<Period> Validity = Gen.Select(
        Gen.OneOf(At, Gen.Const(Period.Always.From)), Gen.OneOf(At, Gen.Const(Instant.Forever)), (from, until) => new Period(from, until));

    private static readonly Gen<IdentityId> Identity = Text.Select(t => new IdentityId(t));
    private static readonly Gen<PersonId> Person = Text.Select(t => new PersonId(t));
    private static readonly Gen<AppId> App = Text.Select(t => new AppId(t));
    private static readonly Gen<EntitlementId> Entitlement = Text.Select(t => new EntitlementId(t));
    private static readonly Gen<GrantId> Grant = Gen.Guid.Select(g => new GrantId(g));
    private static readonly Gen<string?> MaybeText = Text.Null();
    private static readonly Gen<Cause> Cause =
        Gen.Select(Gen.Enum<CauseKind>(), MaybeText, (kind, reference) => new Cause(kind, reference));

    private static readonly Gen<EntitlementProfile> Profile = Gen.Select(Text, Text, Person.Nullable(), Gen.Enum<Risk>(),
        (name, description, owner, risk) => new EntitlementProfile(name, description, owner, risk));

    private static readonly Gen<TokenClaims> Claims = Gen.Select(
        Identity.Nullable(), Gen.Enum<Role>().Array[0, 3], App.Array[0, 3], Gen.Bool, At,
        (identity, roles, apps, backdate, expires) => new TokenClaims(identity, [.. roles], [.. apps], backdate, expires));

    private static readonly Gen<SnapshotFilter> Filter = Gen.Select(
        App.Array[0, 3], Entitlement.Array[0, 3], Gen.Enum<EntitlementKind>().Array[0, 3], Identity.Array[0, 3], App.Array[0, 3], At,
        (apps, entitlements, kinds, identities, within, at) => new SnapshotFilter([.. apps], [.. entitlements], [.. kinds], [.. identities], [.. within], at));

    private static readonly Gen<SnapshotDefinition> Snapshot = Gen.Select(At, Gen.Long, At.Nullable(), Gen.Long, Gen.Bool, Filter,
        (at, position, source, read, effective, filter) => new SnapshotDefinition(at, position, source, read, effective, filter, 1));

    private Gen<PersonalText?> Reason => personal.Null();

    private Gen<ImmutableSortedDictionary<string, PersonalText?>> Attributes =>
        Gen.Dictionary(Text, personal.Null())[0, 5].Select(d => d.ToImmutableSortedDictionary(StringComparer.Ordinal));

    public Gen<DomainEvent> All => Gen.OneOf([.. Identities, .. Frequent, .. Others, .. Observations, .. new RandomReviews(personal).All]);

    /// <summary>The kinds that have readers of their own.</summary>
    public Gen<DomainEvent>[] Frequent =>
    [
        Event(Gen.Select(Gen.Enum<IdentityKind>(), Gen.Bool, (kind, synthetic) => new IdentityRegistered(kind, synthetic))),
        Event(Gen.Select(Grant, Entitlement, Validity, Cause, Reason, (g, e, v, c, r) => new AccessGranted(g, e, v, c, r))),
        Event(Gen.Select(Grant, Entitlement, At, Reason, (g, e, at, r) => new AccessRevoked(g, e, at, r))),
        Event(Gen.Select(Gen.Guid, Entitlement, Entitlement, Validity, MaybeText, MaybeText,
            (id, from, to, v, source, reason) => new ConferralAdded(new(id), from, to, v, source, reason))),
    ];

    private Gen<DomainEvent>[] Identities =>
    [
        Event(Gen.Bool.Select(synthetic => new IdentityMarkedSynthetic(synthetic))),
        Event(Gen.Select(Attributes, At, Reason, (attributes, from, r) => new AttributesChanged(attributes, from, r))),
        Event(Gen.Select(Gen.Guid, Person, Gen.Enum<LinkRole>(), Validity, Reason,
            (id, p, role, v, r) => new IdentityLinked(new(id), p, role, v, r))),
        Event(Gen.Select(Gen.Guid, At, Reason, (id, at, r) => new IdentityLinkEnded(new(id), at, r))),
        Event(Gen.Select(At, Reason, (at, r) => new IdentitySuspended(at, r))),
        Event(Gen.Select(At, Reason, (at, r) => new IdentityResumed(at, r))),
        Event(Gen.Select(At, Gen.Select(Text, Text, (date, zone) => new CivilDate(date, zone)).Null(), Reason,
            (at, stated, r) => new IdentityTerminated(at, stated, r))),
        Event(Gen.Select(At, Reason, (at, r) => new TerminationWithdrawn(at, r))),
        Event(Gen.Select(At, Reason, (at, r) => new IdentityReinstated(at, r))),
        Event(Gen.Select(Gen.Guid, Reason, (id, r) => new LegalHoldPlaced(new(id), r))),
        Event(Gen.Select(Gen.Guid, Reason, (id, r) => new LegalHoldLifted(new(id), r))),
        Event(Person.Array[1, 3].Select(by => new ForgettingRequested([.. by]))),
        Event(Gen.Select(Person, Person, (by, confirmed) => new IdentityForgotten(by, confirmed))),
        Event(Gen.Select(Grant, Entitlement, Validity, Reason, (g, e, v, r) => new GrantCorrected(g, e, v, r))),
        Event(Gen.Select(Grant, Entitlement, Reason, (g, e, r) => new GrantVoided(g, e, r))),
    ];

    private static Gen<DomainEvent>[] Others =>
    [
        Event(Gen.Select(Gen.Enum<EntitlementKind>(), App, Profile, Gen.Int.Nullable(),
            (k, app, p, seats) => new EntitlementDefined(k, app, p, seats))),
        Event(Gen.Select(Profile, Gen.Int.Nullable(), (p, seats) => new EntitlementChanged(p, seats))),
        Event(Gen.Select(App, At, MaybeText, (app, at, r) => new EntitlementMoved(app, at, r))),
        Event(Gen.Select(At, MaybeText, (at, r) => new EntitlementRetired(at, r))),
        Event(Gen.Select(Grant, Identity, Validity, (g, i, v) => new SeatReserved(g, i, v))),
        Event(Gen.Select(Grant, Validity.Nullable(), (g, v) => new SeatSettled(g, v))),
        Event(Gen.Select(Text, Person.Nullable(), At, (name, owner, from) => new ApplicationDefined(name, owner, from))),
        Event(Gen.Select(Text, Person.Nullable(), At, (name, owner, from) => new ApplicationChanged(name, owner, from))),
        Event(Gen.Enum<Fulfilment>().Select(mode => new FulfilmentChosen(mode))),
        Event(Gen.Select(Gen.Guid, At, MaybeText, (id, at, r) => new ConferralEnded(new(id), at, r))),
        Event(Gen.Select(Gen.Guid, MaybeText, (id, r) => new ConferralVoided(new(id), r))),
        Event(Gen.Select(Gen.Guid, Claims, Person.Array[0, 3], (id, claims, persons) => new TokenIssued(new(id), claims, [.. persons]))),
        Event(Gen.Guid.Select(id => new TokenRevoked(new(id)))),
        Event(Gen.Select(Gen.Guid, Text, Snapshot, Gen.Long, Text, (id, name, what, rows, hash) => new SnapshotTaken(new(id), name, what, rows, hash))),
        Event(Gen.Select(Gen.Guid, App, Text, (block, app, hash) => new ImportStarted(block, app, hash))),
        Event(Gen.Select(Gen.Guid, Gen.Long, At, Gen.Int, Gen.Int, Gen.Int,
            (block, row, at, a, b, c) => new ImportProgressed(block, row, at, a, b, c))),
        Event(Gen.Bool.Select(opens => new RequestNoted(opens))),
    ];

    private Gen<DomainEvent>[] Observations =>
    [
        Event(Gen.Select(Gen.Guid, Gen.Enum<SyncKind>(), At, MaybeText, (id, kind, at, r) => new SyncStarted(id, kind, at, r))),
        Event(Gen.Select(Gen.Guid, Gen.Select(Gen.Guid, Identity, (a, i) => new MatchedLogin(a, i)).Array[1, 3], (id, m) => new LoginsMatched(id, [.. m]))),
        Event(Gen.Select(Gen.Guid, Gen.Int, Account.Array[0, 3], Nesting.Array[0, 3], Gen.Int,
            (id, part, accounts, nestings, refused) => new PartReported(id, part, [.. accounts], [.. nestings], refused))),
        Event(Gen.Select(Gen.Guid, Gen.Enum<SyncOutcome>(), Gen.Long, Gen.Long, Gen.Long,
            (id, outcome, accounts, holdings, refused) => new SyncEnded(id, outcome, accounts, holdings, refused))),
    ];

    private Gen<ObservedAccount> Account => Gen.Select(Gen.Guid, Identity.Nullable(), personal.Null(), Gen.Bool, At.Nullable(),
        Gen.Select(Entitlement, At.Nullable(), (e, at) => new ObservedGrant(e, at)).Array[0, 3],
        (key, identity, login, gone, used, holds) => new ObservedAccount(key, identity, login, gone, used, [.. holds]));

    private static Gen<ObservedNesting> Nesting => Gen.Select(
        Entitlement, Entitlement.Array[0, 3], (entitlement, contains) => new ObservedNesting(entitlement, [.. contains]));

    private static Gen<DomainEvent> Event<T>(Gen<T> gen)
        where T : DomainEvent => gen.Select(e => (DomainEvent)e);
}
