using System.Collections.Immutable;
using System.Text;
using AccessGovernance.AccessHistory;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Google.Protobuf.Collections;
using Grpc.Core;
using EntitlementKind = AccessGovernance.Domain.Entitlements.EntitlementKind;
using SnapshotFilter = AccessGovernance.Domain.Snapshots.SnapshotFilter;

namespace AccessGovernance.Server.Services;

/// <summary>Makes the definition of a snapshot from a request, and finds its rows: the same ones whenever they are asked for.</summary>
public sealed class Snapshots(HistoryQuestions questions, DirectoryQuestions directory, NodeClock clock)
{
    private const int MaxApplications = 100;
    private const int MaxIds = 1_000;
    private const int MaxFilterBytes = 96 * 1024;

    private static readonly Api.V1.SnapshotFilter Everything = new();

    private HistoryReader History => questions.History;

    /// <summary>The filter of a request, its form checked.</summary>
    /// <exception cref="InvalidRequestException">A list is too long, or something in it is no name.</exception>
    public static SnapshotFilter Parse(Api.V1.SnapshotFilter? filter)
    {
        filter ??= Everything;
        var applications = Ids(filter.Applications, "filter.applications", MaxApplications, Names.Application);
        var entitlements = Ids(filter.Entitlements, "filter.entitlements", MaxIds, Names.Entitlement);
        var identities = Ids(filter.Identities, "filter.identities", MaxIds, Names.Identity);
        var kinds = filter.Kinds.Select(k => Texts.Enum<Api.V1.EntitlementKind, EntitlementKind>("filter.kinds", k)).Distinct().Order();
        var bytes = applications.Sum(a => Encoding.UTF8.GetByteCount(a.Value)) + entitlements.Sum(e => Encoding.UTF8.GetByteCount(e.Value))
            + identities.Sum(i => Encoding.UTF8.GetByteCount(i.Value));
        return bytes > MaxFilterBytes
            ? throw new InvalidRequestException("filter", $"must have ids of at most {MaxFilterBytes} bytes together")
            : new SnapshotFilter(applications, entitlements, [.. kinds], identities, [], default);
    }

    /// <summary>The definition that a request means now, limited to the caller's scope.</summary>
    /// <exception cref="UnknownResourceException">The filter names what is not registered.</exception>
    /// <exception cref="DeniedException">The filter names what is outside the scope.</exception>
    public async ValueTask<SnapshotDefinition> Define(TakeSnapshotRequest request, SnapshotFilter filter, ServerCallContext context)
    {
        var asked = await questions.Ask(request.ValidAt, null, request.Knowledge, null, context);
        var caller = CallerInterceptor.CallerOf(context);
        RequireKnown(filter, caller, asked.Reading);
        var bySource = asked.KnownBy == Api.V1.KnownBy.Source;
        ImmutableArray<AppId> within = caller.Applications is { } scope ? [.. scope.Order(StringComparer.Ordinal).Select(a => new AppId(a))] : [];
        return new SnapshotDefinition(asked.During.From, asked.Reading.Position, bySource ? SourceTime(request) : null, asked.Reading.ReadPosition,
            request.Effective, filter with { Within = within, WithinAt = clock.Now }, SnapshotDefinition.PresentFormat);
    }

    /// <summary>The rows of a snapshot, from the beginning or after one of them, as parts in order.</summary>
    public async ValueTask<IEnumerable<Func<CancellationToken, SnapshotBatch>>> Parts(
        SnapshotDefinition definition, RowKey? after, ServerCallContext context)
    {
        await CatchUp(context);
        var read = await directory.ReadHere("", context);
        return History.PartsOf(definition, e => read.Directory.Entitlement(e, read.Now)?.Kind, after);
    }

    /// <summary>What the rows of a snapshot rest on.</summary>
    public Api.V1.AnswerBasis Basis(SnapshotDefinition definition, CallerPrincipal caller)
    {
        var found = History.BasisOf(definition);
        var by = definition.SourceKnownAt is null ? Api.V1.KnownBy.Ours : Api.V1.KnownBy.Source;
        var basis = questions.Basis(new Asked(found.Reading, Period.At(definition.ValidAt), by), true);
        basis.LimitedToScope = !definition.Filter.Within.IsEmpty;
        foreach (var coverage in found.Coverage)
        {
            if (!coverage.Covered && caller.Reaches(coverage.Application))
                basis.NotKnown.Add(HistoryMessages.Coverage(coverage));
        }
        return basis;
    }

    /// <summary>Waits until the index contains what is recorded now.</summary>
    public async ValueTask CatchUp(ServerCallContext context) => await questions.PositionAfter("", context);

    public PresentHead Head => questions.Head;

    /// <summary>When a position was recorded.</summary>
    public Instant RecordedAt(long position) => History.Read(AccessHistory.Knowledge.AtPosition(position)).RecordingTime;

    /// <summary>Whether the caller's scope reaches an entitlement today.</summary>
    public bool Sees(CallerPrincipal caller, string entitlement) =>
        caller.IsUnscoped || caller.Reaches(History.ApplicationOf(new EntitlementId(entitlement), clock.Now, History.Latest));

    private void RequireKnown(SnapshotFilter filter, CallerPrincipal caller, Reading reading)
    {
        foreach (var application in filter.Applications)
        {
            caller.RequireScope(application, "filter.applications");
            if (!History.IsDefined(application, reading))
                throw new UnknownResourceException("filter.applications", Names.Of(application));
        }
        foreach (var entitlement in filter.Entitlements)
        {
            if (!Sees(caller, entitlement.Value))
                throw new DeniedException("OUT_OF_SCOPE", "filter.entitlements is not in the scope of this token, or is not known");
            if (!History.IsDefined(entitlement, reading))
                throw new UnknownResourceException("filter.entitlements", Names.Of(entitlement));
        }
        foreach (var identity in filter.Identities)
        {
            if (!History.IsRegistered(identity, reading))
                throw new UnknownResourceException("filter.identities", Names.Of(identity));
        }
    }

    private static Instant SourceTime(TakeSnapshotRequest request) =>
        request.Knowledge?.KnownAt is { } known ? Times.Parse("knowledge.known_at", known) : Instant.Latest;

    private static ImmutableArray<T> Ids<T>(RepeatedField<string> names, string field, int most, Func<string, string, T> parse) =>
        names.Count > most
            ? throw new InvalidRequestException(field, $"must be at most {most}")
            : [.. names.Select((name, i) => parse($"{field}[{i}]", name)).Distinct()];
}
