using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Events.Tests;

/// <summary>A million frozen items are in memory once, whoever folds them.</summary>
public sealed class SharingPopulations
{
    private static readonly string Name = EventCatalogue.NameOf(Population("a"));

    [Fact]
    public void Gives_everybody_who_reads_the_same_bytes_the_same_items()
    {
        var body = BodyOf("decoded");
        var first = EventJson.Decode(Name, body);
        Assert.Same(first, EventJson.Decode(Name, body.ToArray()));
        Assert.Equal(EventJson.DecodeGeneric(Name, body), first);
    }

    [Fact]
    public void Gives_whoever_reads_what_was_just_written_what_it_was_made_of()
    {
        var written = Population("written");
        Assert.Same(written, EventJson.Decode(Name, EventJson.Encode(written)));
    }

    [Fact]
    public void Tells_populations_apart_that_differ_in_one_byte()
    {
        var (one, other) = (EventJson.Decode(Name, BodyOf("one-1")), EventJson.Decode(Name, BodyOf("one-2")));
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Keeps_ids_and_resolutions_of_several_parts_once()
    {
        var (one, other) = ((PopulationFrozen)EventJson.Decode(Name, BodyOf("part-1"))!, (PopulationFrozen)EventJson.Decode(Name, BodyOf("part-2"))!);
        Assert.Same(one.Items[0].Entitlement.Value, other.Items[0].Entitlement.Value);
        Assert.Same(one.Resolutions[0], other.Resolutions[0]);
        Assert.Same(one.Items[0].Advice, other.Items[0].Advice);
        Assert.True(one.Items[0].Subjects == other.Items[0].Subjects);
    }

    // Bytes that nobody here has written.
    private static byte[] BodyOf(string identity) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(EventJson.Encode(Population("placeholder"))).Replace("placeholder", identity, StringComparison.Ordinal));

    private static PopulationFrozen Population(string identity) => new(
        [
            new(new(1), new(identity), new("entitlement"), new("application"), Risk.High, [new("person")],
                new(true, [], new(1), null, CauseKind.DirectAssignment, "reference"), new(Recommendation.Certify, [AdviceReason.UsualAmongPeers], 9, 8, null),
                null, [], 0),
        ],
        [new([new(new("reviewer"), ReviewerKinds.Named)], [new(ReviewerKinds.Named, new("reviewer"), ResolutionResult.Found)])]);
}
