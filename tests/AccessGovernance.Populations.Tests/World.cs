using System.Collections.Immutable;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.EventLog;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Populations.Tests;

/// <summary>A history in the real index and, over a log in memory, in the real directory. Times are small whole numbers.</summary>
internal sealed class World : IDisposable
{
    private static readonly EventOrigin Origin = new(null, default, "tester", null, null);
    private static readonly Lazy<KeyStore> Keys = new(OpenKeys);

    private readonly DirectoryReader directory = new();
    private readonly HistoryReader history;
    private readonly TimeProvider clock;

    private World(HistoryScript script, Instant now)
    {
        (Script, history, Now) = (script, script.Reader, now);
        clock = new StoppedClock(now);
    }

    public HistoryScript Script { get; }

    public Instant Now { get; }

    public ReviewerSourcesFinder Reviewers => new(history, directory);

    public Presences Presences => new(history, directory);

    public PopulationFinder Finder => new(history, directory, clock);

    /// <summary>The world that a history makes, at an instant.</summary>
    public static async Task<World> Of(HistoryScript script, Instant now)
    {
        var world = new World(script, now);
        await world.FillDirectory();
        return world;
    }

    public FoundPopulation Find(CampaignSettings settings, long validAt) =>
        Finder.Find(new PopulationQuestion(settings, new(validAt), Script.Position, null), null, CancellationToken.None);

    public ReviewerSources Sources(ReviewerSetting setting) => Reviewers.Find([setting], Now, Script.Position, CancellationToken.None);

    public void Dispose() => directory.Dispose();

    public static AttributesChanged Attributes(long from, params (string Name, string? Value)[] values) => new(
        values.ToImmutableSortedDictionary(
            v => v.Name, v => v.Value is null ? null : PersonalText.Plain(RetentionClass.Profile, v.Value), StringComparer.Ordinal), new(from), null);

    public static IdentityLinked Link(int number, string person, LinkRole role, Period validity) =>
        new(new(new Guid(number, 5, 5, new byte[8])), new(person), role, validity, null);

    public static EntitlementDefined Entitlement(string application, string? owner, Risk risk) =>
        new(EntitlementKind.Role, new(application), new EntitlementProfile("", "", owner is null ? null : new PersonId(owner), risk), null);

    private async Task FillDirectory()
    {
        var log = new InMemoryEventLog(TimeProvider.System);
        var codec = new EventCodec(new PersonalDataSealer(Keys.Value));
        Keys.Value.EnsureKeys([.. Script.Entries.Select(e => StreamNames.IdentityOf(e.Stream)).OfType<IdentityId>().Distinct()]);
        var batch = new List<HistoryEntry>();
        foreach (var entry in Script.Entries)
        {
            batch.Add(entry);
            if (!entry.EndsBatch)
                continue;
            await Append(log, codec, batch);
            batch.Clear();
        }
        using var stop = new CancellationTokenSource();
        var projector = new DirectoryProjector(log, codec, directory);
        var following = projector.Run(stop.Token);
        await projector.WaitFor(Script.Position, CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    private static async Task Append(InMemoryEventLog log, EventCodec codec, List<HistoryEntry> batch)
    {
        var expected = batch.GroupBy(e => e.Stream).ToDictionary(s => s.Key, s => s.Min(e => e.Revision) - 1);
        var events = batch.ConvertAll(e =>
        {
            var id = Guid.NewGuid();
            var (type, body) = codec.Encode(e.What, e.Stream, id);
            return (e.Stream, new NewEvent(id, type, body, Origin, e.Import));
        });
        Assert.IsType<Appended>(await log.AppendInOrder(new BulkAppend(expected, events), CancellationToken.None));
    }

    // One for all tests of the process: it ends with it.
    private static KeyStore OpenKeys()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("populations-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(folder, recursive: true);
        var file = Path.Combine(folder, "keys.db");
        return KeyStore.Open(file, MasterKey.Open(Path.Combine(folder, "master.key"), file));
    }

    private sealed class StoppedClock(Instant now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(now.Milliseconds);
    }
}
