using System.Text;
using System.Text.Json;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Tokens;
using AccessGovernance.EventLog.Events;
using CsCheck;

namespace AccessGovernance.Events.Tests;

public sealed class EncodingEvents
{
    private static readonly RandomEvents Random = new(RandomEvents.Sealed);

    [Fact]
    public void Is_undone_by_decoding() => Random.All.Sample(what =>
    {
        var body = EventJson.Encode(what);
        var again = EventJson.Decode(EventCatalogue.NameOf(what), body)!;
        Assert.Equal(Comparable(what), Comparable(again));
        Assert.Equal(body, EventJson.Encode(again));
    }, iter: 5_000);

    [Fact]
    public void Of_frequent_kinds_is_read_alike_by_both_readers() => Gen.OneOf(Random.Frequent).Sample(what =>
    {
        var (name, body) = (EventCatalogue.NameOf(what), EventJson.Encode(what));
        Assert.Equal(EventJson.DecodeGeneric(name, body), EventJson.Decode(name, body));
    }, iter: 5_000);

    [Fact]
    public void Damaged_by_chance_is_read_alike_by_both_readers_or_by_none() =>
        Gen.Select(Gen.OneOf(Random.Frequent), Gen.Int[0, 10_000], Gen.Byte).Sample((what, place, value) =>
        {
            var (name, body) = (EventCatalogue.NameOf(what), EventJson.Encode(what));
            body[place % body.Length] = value;
            Assert.Equal(Try(() => EventJson.DecodeGeneric(name, body)), Try(() => EventJson.Decode(name, body)));
        }, iter: 5_000);

    [Fact]
    public void Refuses_a_personal_text_that_is_not_sealed()
    {
        var plain = PersonalText.Plain(RetentionClass.Evidence, "left in anger");
        var thrown = Assert.ThrowsAny<Exception>(() => EventJson.Encode(new IdentitySuspended(new Instant(1), plain)));
        Assert.DoesNotContain("anger", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_the_catalogue_does_not_list() =>
        Assert.Throws<ArgumentException>(() => EventJson.Encode(new Unlisted()));

    [Theory]
    [InlineData("identity.access-granted.v1", """{"entitlement":"e","validity":{},"cause":{"kind":"import"}}""")]
    [InlineData("identity.access-granted.v1", """{"entitlement":"e","validity":{},"cause":{"kind":6}}""")]
    [InlineData("identity.registered.v1", """{"kind":"emperor","synthetic":false}""")]
    [InlineData("identity.registered.v1", """{"kind":"agent","synthetic":false,"more":1}""")]
    [InlineData("identity.registered.v1", """{"kind":"agent","synthetic":false""")]
    [InlineData("identity.registered.v1", """{"kind":"agent","synthetic":false}{}""")]
    [InlineData("identity.forgotten.v1", """{"requestedBy":"P-1"}""")]
    [InlineData("identity.forgotten.v1", """{"requestedBy":"P-1","confirmedBy":"P-2","more":1}""")]
    [InlineData("entitlement.defined.v1", """{"kind":"role","application":"a"}""")]
    [InlineData("request.noted.v1", "null")]
    [InlineData("request.noted.v1", "{}")]
    public void Has_a_shape_that_is_checked_when_it_is_read(string name, string body) =>
        Assert.ThrowsAny<JsonException>(() => EventJson.Decode(name, Encoding.UTF8.GetBytes(body)));

    // What prints its personal texts and lists as names of types is spelled out.
    private static string Comparable(DomainEvent what) => what switch
    {
        AttributesChanged e => $"{e.From} {Hex(e.Reason)} {string.Join(',', e.Attributes.Select(a => $"{a.Key}={Hex(a.Value)}"))}",
        TokenIssued e => $"{e.Token} {e.Claims} {Lists(e.Claims)} {string.Join(',', e.Persons)}",
        ReasonedIdentityEvent e => $"{e} {Hex(e.Reason)}",
        _ => what.ToString(),
    };

    private static string Lists(TokenClaims claims) => $"{string.Join(',', claims.Roles)} {string.Join(',', claims.Applications)}";

    private static string Hex(PersonalText? text) => text is null ? "none"
        : $"{text.Retention}{Convert.ToHexString(text.SealedBytes.Span)}";

    private static DomainEvent? Try(Func<DomainEvent?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Unlisted : DomainEvent;
}
