using AccessGovernance.Domain;
using AccessGovernance.EventLog.Events;
using CsCheck;

namespace AccessGovernance.Events.Tests;

[Trait("Rule", "12")]
public sealed class DerivingIds
{
    private static readonly RequestId Request = new(Guid.Parse("6f1c0b7e-52a4-4a54-9d0c-8f6f0c1f3a11"));
    private static readonly IdentityId Jane = new("jane");

    [Fact]
    public void Never_changes_because_the_ids_are_stored()
    {
        Assert.Equal("69c8fb12-b80a-847a-87fc-1a3e6f1a193b", EventIds.Derive("identity-jane", Request, 0).ToString());
        Assert.Equal("97b76b3a-fe7a-81f3-b46a-0c6c999b7be0", RequestIds.Derive("import", "hr", "row").ToString());
        Assert.Equal("540a2424-3684-8675-9b60-03e0d6a57c95", DerivedIds.Grant(Jane, Request).ToString());
    }

    [Fact]
    public void Yields_uuids_of_version_8() => Gen.Guid.Sample(g =>
    {
        var derived = DerivedIds.Token(new RequestId(g)).Value;
        Assert.Equal(8, derived.Version);
        Assert.InRange(derived.Variant, 8, 11);
    }, iter: 200);

    [Fact]
    public void Tells_apart_where_one_part_ends_and_the_next_begins() =>
        Gen.Select(Gen.String.Array[0, 4], Gen.String.Array[0, 4]).Sample((a, b) =>
            Assert.Equal(a.SequenceEqual(b), RequestIds.Derive("p", a) == RequestIds.Derive("p", b)), iter: 2_000);

    [Fact]
    public void Gives_every_kind_stream_and_place_its_own_id()
    {
        Guid[] ids =
        [
            DerivedIds.Grant(Jane, Request).Value, DerivedIds.Link(Jane, Request).Value, DerivedIds.Hold(Jane, Request).Value,
            DerivedIds.Grant(new IdentityId("john"), Request).Value, DerivedIds.Conferral(Request).Value, DerivedIds.Token(Request).Value,
            EventIds.Derive("identity-jane", Request, 0), EventIds.Derive("identity-jane", Request, 1),
            EventIds.Derive("identity-john", Request, 0),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
