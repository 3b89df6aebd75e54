using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.PersonalData;
using CsCheck;

namespace AccessGovernance.Events.Tests;

public sealed class SealingEvents : IDisposable
{
    private const string Canary = "canary-4711";
    private static readonly IdentityId Jane = new("jane");
    private static readonly string Stream = StreamNames.Of(Jane);

    private readonly string folder = Directory.CreateTempSubdirectory("events-").FullName;
    private readonly KeyStore keys;
    private readonly EventCodec codec;

    public SealingEvents()
    {
        var path = Path.Combine(folder, "keys.db");
        keys = KeyStore.Open(path, MasterKey.Open(Path.Combine(folder, "master.key"), path));
        codec = new EventCodec(new PersonalDataSealer(keys));
    }

    public void Dispose()
    {
        keys.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Is_undone_by_opening() => new RandomEvents(RandomEvents.Plain).All.Sample(what =>
    {
        var recorded = Record(what, Stream, Guid.NewGuid());
        var opened = codec.Open(recorded, EventCodec.Decode(recorded));
        Assert.Equal(Texts(what), Texts(opened));
    }, iter: 1_000);

    [Fact]
    public void Lets_the_login_of_an_account_die_with_whom_it_belongs_to()
    {
        ObservedAccount Account(IdentityId? owner, string login) =>
            new(Guid.NewGuid(), owner, PersonalText.Plain(RetentionClass.Evidence, login), false, null, []);
        var part = new PartReported(Guid.NewGuid(), 1, [Account(null, "orphan"), Account(Jane, Canary), Account(new("john"), "johnny")], [], 0);
        var recorded = Record(part, StreamNames.OfObservation(new("crm")), Guid.NewGuid());
        Assert.DoesNotContain(Canary, System.Text.Encoding.UTF8.GetString(recorded.Body.Span), StringComparison.Ordinal);

        IEnumerable<string?> Logins() =>
            ((PartReported)codec.Open(recorded, EventCodec.Decode(recorded))).Accounts.Select(a => a.Login!.PlainText);
        Assert.Equal(["orphan", Canary, "johnny"], Logins());
        var one = (PartReported)codec.Open(recorded, EventCodec.Decode(recorded), text => text == 2);
        Assert.Equal([null, null, "johnny"], one.Accounts.Select(a => a.Login!.PlainText));
        keys.Destroy(Jane);
        Assert.Equal(["orphan", null, "johnny"], Logins());
        keys.Destroy(UnownedLogin.Of(part.Accounts[0].Key));
        Assert.Equal([null, null, "johnny"], Logins());
    }

    [Fact]
    public void Leaves_texts_sealed_until_they_are_opened()
    {
        var recorded = Record(Suspension(), Stream, Guid.NewGuid());
        var decoded = (IdentitySuspended)EventCodec.Decode(recorded);
        Assert.Null(decoded.Reason!.PlainText);
        Assert.DoesNotContain(Canary, System.Text.Encoding.UTF8.GetString(recorded.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Binds_a_text_to_its_stream_and_event()
    {
        var id = Guid.NewGuid();
        var recorded = Record(Suspension(), Stream, id);
        var decoded = EventCodec.Decode(recorded);
        keys.EnsureKeys([new("john")]);
        var (elsewhere, later) = (StreamNames.Of(new IdentityId("john")), Guid.NewGuid());
        Assert.Throws<DamagedLogException>(() => codec.Open(Recorded(recorded.Type, recorded.Body, Stream, later), decoded));
        Assert.Throws<DamagedLogException>(() => codec.Open(Recorded(recorded.Type, recorded.Body, elsewhere, id), decoded));
    }

    [Fact]
    public void Binds_a_text_to_its_place_in_the_event()
    {
        var recorded = Record(Change(("a", Canary), ("b", Canary)), Stream, Guid.NewGuid());
        var decoded = (AttributesChanged)EventCodec.Decode(recorded);
        var swapped = decoded with { Attributes = decoded.Attributes.SetItem("a", decoded.Attributes["b"]) };
        Assert.Throws<DamagedLogException>(() => codec.Open(recorded, swapped));
    }

    [Fact]
    public void Is_refused_outside_the_streams_of_identities() =>
        Assert.Throws<InvalidOperationException>(() => codec.Encode(Suspension(), "entitlement-e", Guid.NewGuid()));

    [Fact]
    public void Is_refused_for_a_text_of_another_event()
    {
        var decoded = EventCodec.Decode(Record(Suspension(), Stream, Guid.NewGuid()));
        Assert.Throws<InvalidOperationException>(() => codec.Encode(decoded, Stream, Guid.NewGuid()));
    }

    [Fact]
    public void Leaves_nothing_readable_once_the_identity_is_forgotten()
    {
        var recorded = Record(Change(("mail", Canary), ("title", null)), Stream, Guid.NewGuid());
        keys.Destroy(Jane);
        var opened = (AttributesChanged)codec.Open(recorded, EventCodec.Decode(recorded));
        Assert.Null(opened.Attributes["mail"]!.PlainText);
        Assert.Null(opened.Attributes["title"]);
        Assert.Throws<IdentityForgottenException>(() => codec.Encode(Suspension(), Stream, Guid.NewGuid()));
    }

    [Fact]
    public void Does_not_depend_on_how_the_attributes_were_sorted()
    {
        var backwards = Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a));
        var change = Change(("a", "1"), ("b", "2"));
        var recorded = Record(change with { Attributes = change.Attributes.WithComparers(backwards) }, Stream, Guid.NewGuid());
        Assert.Equal(Texts(change), Texts(codec.Open(recorded, EventCodec.Decode(recorded))));
    }

    [Fact]
    public void Stops_at_a_name_that_nobody_knows_and_at_a_body_that_is_none()
    {
        var strange = Recorded("identity.cloned.v1", "{}"u8.ToArray(), Stream, default);
        var torn = Recorded("request.noted.v1", "{"u8.ToArray(), Stream, default);
        var unknown = Assert.Throws<UnknownEventException>(() => EventCodec.Decode(strange));
        Assert.Equal((7, "identity.cloned.v1"), (unknown.Position, unknown.Name));
        var damaged = Assert.Throws<DamagedLogException>(() => EventCodec.Decode(torn));
        Assert.Contains("position 7", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Touches_no_event_without_personal_texts()
    {
        var (type, body) = codec.Encode(new EntitlementRetired(new Instant(5), "old"), "entitlement-e", Guid.NewGuid());
        Assert.Equal(("entitlement.retired.v1", """{"at":5,"reason":"old"}"""), (type, System.Text.Encoding.UTF8.GetString(body)));
    }

    private static IdentitySuspended Suspension() => new(new Instant(1), PersonalText.Plain(RetentionClass.Evidence, Canary));

    private static AttributesChanged Change(params (string Name, string? Value)[] attributes) => new(
        attributes.ToImmutableSortedDictionary(
            a => a.Name, a => a.Value is null ? null : PersonalText.Plain(RetentionClass.Profile, a.Value), StringComparer.Ordinal),
        new Instant(1), null);

    private static List<PersonalText> Texts(DomainEvent what)
    {
        var texts = new List<PersonalText>();
        what.MapPersonalText(text => { texts.Add(text); return text; });
        return texts;
    }

    private RecordedEvent Record(DomainEvent what, string stream, Guid id)
    {
        var (type, body) = codec.Encode(what, stream, id);
        return Recorded(type, body, stream, id);
    }

    private static RecordedEvent Recorded(string type, ReadOnlyMemory<byte> body, string stream, Guid id) => new()
    {
        Position = 7, Stream = stream, Revision = 0, EventId = id, Type = type, Stamp = default,
        BatchIndex = 0, BatchCount = 1, Body = body, OriginBytes = default,
    };
}
