using AccessGovernance.Domain;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Populations.Tests;

/// <summary>Parts of populations that are larger than an event of the history can be.</summary>
public sealed class DividingParts
{
    [Fact]
    public void An_ordinary_part_is_one_piece()
    {
        var part = Part(200, 1, 30, 1);
        var pieces = PopulationPieces.Of(part);
        Assert.Same(part, pieces.First);
        Assert.Empty(pieces.Further);
    }

    [Theory]
    [InlineData(60, 30, 1)]
    [InlineData(900, 256, 1)]
    [InlineData(1, 256, 50)]
    public void A_large_one_is_several_that_come_to_the_same(int implied, int idBytes, int reviewers)
    {
        var part = Part(200, implied, idBytes, reviewers);
        var pieces = PopulationPieces.Of(part);
        DomainEvent[] events = [pieces.First, .. pieces.Further];
        Assert.True(events.Length > 1);
        Assert.All(events, e => Assert.InRange(EventJson.Encode(e).Length, 1, LogLimits.MaxEventBytes - 1_024));
        var frozen = new ReviewPart();
        foreach (var what in events)
            frozen.Fold(EventJson.Decode(EventCatalogue.NameOf(what), EventJson.Encode(what))!, default);
        Assert.True(part.Items.SequenceEqual(frozen.Frozen));
        Assert.True(part.Resolutions.SequenceEqual(frozen.Resolutions));
    }

    [Fact]
    public void An_item_that_fits_into_no_event_is_named()
    {
        var why = PopulationPieces.Of(Part(3, 1_000, 256, 1)).TooLarge;
        Assert.StartsWith("access to entitlement takes 253", why, StringComparison.Ordinal);
        Assert.Contains("(1000 entitlements)", why, StringComparison.Ordinal);
    }

    // Of characters that are written in two bytes: the largest that ids can be.
    private static string Id(int number, int bytes) => $"{number:D6}".PadRight(bytes, '"');

    private static PopulationFrozen Part(int items, int implied, int idBytes, int reviewers) => new(
        [.. Enumerable.Range(0, items).Select(n => new FrozenItem(new(n + 1), new($"identity {n}"), new("entitlement"), new("app"), Risk.Low, [],
            new(true, [], new Instant(1), null, CauseKind.DirectAssignment, null), ItemAdvice.None, null,
            [.. Enumerable.Range(0, implied).Select(e => new EntitlementId(Id(e, idBytes / 2)))], n))],
        [.. Enumerable.Range(0, items).Select(n => new ResolvedReviewers(
            [.. Enumerable.Range(0, reviewers).Select(r => new AssignedReviewer(new(Id((n * 100) + r, idBytes / 2)), ReviewerKinds.GovernanceGroup))], []))]);
}
