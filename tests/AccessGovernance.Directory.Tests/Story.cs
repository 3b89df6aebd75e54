using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.EventLog.InMemory;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Directory.Tests;

/// <summary>A log with a directory that follows it. Times are milliseconds.</summary>
public sealed class Story : IDisposable
{
    private static readonly EventOrigin Origin = new(null, default, "hr", null, null);

    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("directory-");
    private readonly CancellationTokenSource stop = new();
    private readonly InMemoryEventLog log = new(TimeProvider.System);
    private readonly EventCodec codec;

    public Story()
    {
        var keyFile = Path.Combine(folder.FullName, "keys.db");
        Keys = KeyStore.Open(keyFile, MasterKey.Open(Path.Combine(folder.FullName, "master.key"), keyFile));
        codec = new EventCodec(new PersonalDataSealer(Keys));
        Projector = new DirectoryProjector(log, codec, Directory);
        Running = Projector.Run(stop.Token);
    }

    public KeyStore Keys { get; }

    public DirectoryReader Directory { get; } = new();

    public DirectoryProjector Projector { get; }

    public Task Running { get; }

    public static Instant At(long milliseconds) => new(milliseconds);

    public static ImmutableSortedDictionary<string, PersonalText?> Attributes(params (string Name, string? Value)[] values) =>
        values.ToImmutableSortedDictionary(
            v => v.Name, v => v.Value is null ? null : PersonalText.Plain(RetentionClass.Profile, v.Value), StringComparer.Ordinal);

    /// <summary>Records events, and waits until the directory contains them.</summary>
    public async Task Given(string stream, params DomainEvent[] events)
    {
        var encoded = events.Select(e =>
        {
            var id = Guid.NewGuid();
            var (type, body) = codec.Encode(e, stream, id);
            return new NewEvent(id, type, body, Origin, null);
        }).ToList();
        await Projector.WaitFor(await Append(stream, encoded), CancellationToken.None);
    }

    public Task Given(IdentityId identity, params DomainEvent[] events) => Given(StreamNames.Of(identity), events);

    /// <summary>Records an event under a name, known or not.</summary>
    public Task<long> GivenRaw(string stream, string type) =>
        Append(stream, [new NewEvent(Guid.NewGuid(), type, "{}"u8.ToArray(), Origin, null)]);

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
        Directory.Dispose();
        Keys.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<long> Append(string stream, IReadOnlyList<NewEvent> events)
    {
        var revision = -1L;
        await foreach (var page in log.ReadStream(stream, 0, CancellationToken.None))
            revision = page[^1].Revision;
        return ((Appended)await log.Append(new StreamAppend(stream, revision, events), CancellationToken.None)).LastPosition;
    }
}
