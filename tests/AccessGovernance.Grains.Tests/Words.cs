using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.Entitlements;
using AccessGovernance.Grains.Identities;

namespace AccessGovernance.Grains.Tests;

/// <summary>What the stories of this project are made of.</summary>
internal static class Words
{
    public static readonly Instant Now = new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    public static readonly Caller Admin = new("admin", null, [], true);
    public static readonly PersonalText Why = PersonalText.Plain(RetentionClass.Evidence, "because");
    public static readonly AppId App = new("app");

    public static Instant Day(double days) => Now.Plus(TimeSpan.FromDays(days));

    public static Period Days(double from, double until) => new(Day(from), Day(until));

    public static Period From(double days) => Period.Since(Day(days));

    public static RequestId NewRequest() => new(Guid.NewGuid());

    public static CommandContext Context(RequestId? request = null) =>
        new(request ?? NewRequest(), Guid.Empty, Admin, null, null, Now);

    public static CommandContext By(Caller caller) => Context() with { Caller = caller };

    public static string Fresh(string prefix) => $"{prefix} {Guid.NewGuid():N}";

    public static ImmutableSortedDictionary<string, PersonalText?> Attributes(params (string Name, string Value)[] values) =>
        values.ToImmutableSortedDictionary(
            v => v.Name, v => (PersonalText?)PersonalText.Plain(RetentionClass.Profile, v.Value), StringComparer.Ordinal);

    public static GrantAccess Grant(GrantId grant, EntitlementId entitlement, Period validity) =>
        new(grant, entitlement, validity, new Cause(CauseKind.DirectAssignment, "T-1"), null);

    public static IIdentityGrain Identity(this Cluster cluster, IdentityId id) => cluster.Grains.GetGrain<IIdentityGrain>(id.Value);

    public static IEntitlementGrain Entitlement(this Cluster cluster, EntitlementId id) => cluster.Grains.GetGrain<IEntitlementGrain>(id.Value);

    public static async Task<IdentityId> Registered(this Cluster cluster)
    {
        var id = new IdentityId(Fresh("ada"));
        await cluster.Identity(id).Execute(new RegisterIdentity(IdentityKind.Employee, false, Attributes()), Context()).Accepted();
        return id;
    }

    public static async Task<EntitlementId> Defined(this Cluster cluster, int? capacity = null)
    {
        var id = new EntitlementId(Fresh("Domain Admins"));
        var define = new DefineEntitlement(EntitlementKind.Licence, App, new("Admins", "", null, Risk.Low), capacity);
        await cluster.Entitlement(id).Execute(define, Context()).Accepted();
        return id;
    }

    public static async Task<Outcome> Accepted(this Task<Outcome> command)
    {
        var outcome = await command;
        Assert.Null(outcome.Refusal);
        return outcome;
    }

    public static async Task Refused(this Task<Outcome> command, RefusalReason reason) => Assert.Equal(reason, (await command).Refusal?.Reason);

    /// <summary>The state that a stream folds to, from its first event on.</summary>
    public static async Task<T> Fold<T>(this Cluster cluster, string stream)
        where T : Aggregate, new()
    {
        var state = new T();
        foreach (var recorded in await cluster.Read(stream))
            State.AggregateFolding.Fold(state, recorded);
        return state;
    }

    public static async Task<List<RecordedEvent>> Read(this Cluster cluster, string stream)
    {
        var all = new List<RecordedEvent>();
        await foreach (var page in cluster.Log.ReadStream(stream, 0, CancellationToken.None))
            all.AddRange(page);
        return all;
    }

    /// <summary>Records events as another activation would, behind the back of the one that the cluster has.</summary>
    public static async Task<Appended> Behind(this Cluster cluster, string stream, CommandContext context, params DomainEvent[] events)
    {
        var origin = new EventOrigin(context.Request, context.Fingerprint, context.Caller.Actor, null, null);
        var encoded = events.Select((e, i) =>
        {
            var id = EventIds.Derive(stream, context.Request, i);
            var (type, body) = cluster.Services.Codec.Encode(e, stream, id);
            return new NewEvent(id, type, body, origin, null);
        }).ToList();
        var count = (await cluster.Read(stream)).Count;
        return (Appended)await cluster.Log.Append(new StreamAppend(stream, count - 1, encoded), CancellationToken.None);
    }
}
