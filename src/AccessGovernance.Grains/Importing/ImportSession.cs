using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains.State;

namespace AccessGovernance.Grains.Importing;

/// <summary>
/// The states that an import has loaded, and the events of the batch that is being decided. States are kept from batch to batch, up to
/// <see cref="MaxLoaded"/> between two batches. Thrown away whenever the log turns out to stand elsewhere.
/// </summary>
internal sealed class ImportSession(GrainServices services, ImportBlock block)
{
    /// <summary>States kept between two batches; more, and all are loaded again when they are needed.</summary>
    public const int MaxLoaded = 50_000;

    private readonly Dictionary<string, Aggregate> loaded = [];
    private readonly Dictionary<string, long> expected = [];
    private readonly List<(string Stream, NewEvent Event)> batch = [];

    /// <summary>True while the batch records nothing.</summary>
    public bool IsEmpty => batch.Count == 0;

    private string SourceStream => StreamNames.OfImport(block.Source);

    private AppId Application => new(block.Source);

    public ValueTask<Identity> Identity(IdentityId id, CancellationToken cancellation) => Load<Identity>(StreamNames.Of(id), cancellation);

    public ValueTask<Entitlement> Entitlement(EntitlementId id, CancellationToken cancellation) =>
        Load<Entitlement>(StreamNames.Of(id), cancellation);

    public ValueTask<ConferralGraph> Graph(CancellationToken cancellation) => Load<ConferralGraph>(StreamNames.Conferrals, cancellation);

    /// <summary>Starts a batch: the block and the source's application exist before its first row.</summary>
    public async ValueTask<ImportSource> Begin(HistoryRow first, CancellationToken cancellation)
    {
        batch.Clear();
        expected.Clear();
        if (loaded.Count > MaxLoaded)
            loaded.Clear();
        var source = await Load<ImportSource>(SourceStream, cancellation);
        var application = await Load<Application>(StreamNames.Of(Application), cancellation);
        using var begin = Register(first, RequestIds.Derive("import-begin", block.Source, block.Id.ToString(), source.NextRevision.ToString()));
        if (!source.Blocks.ContainsKey(block.Id))
            begin.Record(SourceStream, source, [new ImportStarted(block.Id, Application, block.FileHash)]);
        if (!application.IsDefined)
            begin.Record(StreamNames.Of(Application), application, [new ApplicationDefined(block.Source, null, block.GovernedFrom)]);
        else if (application.GovernedFrom > block.GovernedFrom)
            begin.Record(StreamNames.Of(Application), application, application.Decide(new ChangeApplication(null, null, block.GovernedFrom)).Events);
        begin.Keep();
        return source;
    }

    /// <summary>Keys of the batch's identities, in one transaction of the key store, before anything could be sealed with them.</summary>
    public async ValueTask EnsureKeys(IEnumerable<HistoryRow> rows, CancellationToken cancellation)
    {
        var fresh = new HashSet<IdentityId>();
        foreach (var row in rows.Where(r => r.Relation == RowRelation.Holds))
        {
            if (!(await Identity(new(row.Subject), cancellation)).IsRegistered)
                fresh.Add(new(row.Subject));
        }
        if (fresh.Count > 0)
            services.Keys.EnsureKeys(fresh);
    }

    public void End(ImportProgressed progress, HistoryRow last)
    {
        var source = (ImportSource)loaded[SourceStream];
        using var end = Register(last, RequestIds.Derive("import-end", block.Source, block.Id.ToString(), source.NextRevision.ToString()));
        end.Record(SourceStream, source, [progress]);
        end.Keep();
    }

    public BulkAppend TakeAppend() => new(new Dictionary<string, long>(expected), [.. batch]);

    public RowEvents Register(HistoryRow row, RequestId request) => new(this, row, request);

    private async ValueTask<T> Load<T>(string stream, CancellationToken cancellation)
        where T : Aggregate, new()
    {
        if (loaded.TryGetValue(stream, out var found))
            return (T)found;
        var (state, _) = await new AggregateLoader<T>(services, stream, null).Load(cancellation);
        loaded[stream] = state;
        return state;
    }

    /// <summary>The events of one row: kept together or not at all.</summary>
    internal sealed class RowEvents(ImportSession session, HistoryRow row, RequestId request) : IDisposable
    {
        private readonly List<(string Stream, NewEvent Event)> events = [];
        private readonly List<string> touched = [];
        private readonly ImportedRow import = new(session.Block.Id, row.Number, row.RecordedAt);
        private bool kept;

        public void Register(Identity identity, IdentityId id)
        {
            if (!identity.IsRegistered)
                Record(StreamNames.Of(id), identity, [new IdentityRegistered(IdentityKind.Employee, false)]);
        }

        public void Define(Entitlement entitlement, EntitlementId id)
        {
            if (entitlement.IsDefined)
                return;
            var profile = new EntitlementProfile(id.Value, "", null, Risk.Low);
            Record(StreamNames.Of(id), entitlement, [new EntitlementDefined(EntitlementKind.Permission, session.Application, profile, null)]);
        }

        /// <exception cref="LogRefusedException">Not every silo knows an event of these yet.</exception>
        public void Record(string stream, Aggregate state, IReadOnlyList<DomainEvent> recorded)
        {
            if (session.Services.Active.Refuses(recorded) is { } inactive)
                throw new LogRefusedException(inactive.Message);
            foreach (var what in recorded)
            {
                session.expected.TryAdd(stream, state.NextRevision - 1);
                var id = EventIds.Derive(stream, request, events.Count);
                var (type, body) = session.Services.Codec.Encode(what, stream, id);
                var origin = new EventOrigin(request, default, session.Block.Caller.Actor, null, null);
                events.Add((stream, new NewEvent(id, type, body, origin, import)));
                state.Fold(what, new(0, request, default, true));
                touched.Add(stream);
            }
        }

        public void Keep()
        {
            session.batch.AddRange(events);
            kept = true;
        }

        // What was refused after its registrations were folded: forget those states, they are loaded again when needed.
        public void Dispose()
        {
            if (kept)
                return;
            foreach (var stream in touched.Where(s => !session.batch.Exists(e => e.Stream == s)))
            {
                session.loaded.Remove(stream);
                session.expected.Remove(stream);
            }
        }
    }

    private ImportBlock Block => block;

    private GrainServices Services => services;
}
