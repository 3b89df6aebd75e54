using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;
using static AccessGovernance.Domain.Tests.Words;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>What a launch freezes, piece by piece and attempt by attempt.</summary>
public sealed class FreezingParts
{
    private static readonly ResolvedReviewers ByMax = new([By(Max)], []);
    private static readonly ResolvedReviewers ByEve = new([By(Eve)], []);
    private static readonly PopulationFrozen First = new([Frozen(1, 0), Frozen(2, 0)], [ByMax]);
    private static readonly PopulationContinued Second = new([Frozen(3, 1), Frozen(4, 0)], [ByEve]);

    private readonly ReviewPart part = new();

    [Fact]
    public void A_part_of_several_pieces_is_what_they_are_together()
    {
        Record(part.Freeze(1, First));
        Record(part.Continue(1, Second));
        Assert.Equal([1, 2, 3, 4], part.Items.Select(i => i.Number.Value));
        Assert.Equal([Max, Max, Eve, Max], part.Items.Select(i => i.Assignments.Single().Reviewer));
        Refused(part.Continue(1, Second));
        Record(part.Freeze(2, First));
        Assert.Equal(2, part.Items.Count());
    }

    [Fact]
    public void What_an_earlier_attempt_asks_for_is_refused()
    {
        Record(part.Freeze(1, First));
        Assert.Equal(new FreezingAttempted(2), Assert.Single(part.Freeze(2, First).Events));
        Record(part.Freeze(2, First));
        Refused(part.Freeze(1, new([Frozen(1, 0)], [ByEve])));
        Refused(part.Freeze(1, First));
        Refused(part.Continue(1, Second));
        Record(part.Continue(2, Second));
    }

    [Fact]
    public void Nothing_is_frozen_anew_once_somebody_has_answered()
    {
        Record(part.Freeze(1, First));
        part.Fold(new ItemAnswered(new(1), Max, Answer.Certify, null, Removal.None, Quick, null, null), default);
        Refused(part.Freeze(2, new([Frozen(1, 0)], [ByEve])));
        Refused(part.Continue(1, Second));
    }

    [Fact, Trait("Rule", "12")]
    public void A_late_retry_of_what_keeps_access_is_known_however_much_came_since()
    {
        Record(part.Freeze(1, First));
        var (certified, revoked) = (new RequestId(Id(900)), new RequestId(Id(901)));
        part.Fold(new ItemAnswered(new(1), Max, Answer.Certify, null, Removal.None, Quick, null, null), new(1, certified, default, false));
        var revoking = new ItemAnswered(new(1), Max, Answer.Revoke, null, Removal.Grant, Quick, null, null);
        part.Fold(revoking, new(2, revoked, default, false));
        for (var i = 0; i < RequestMemory.RecentLimit; i++)
            part.Fold(revoking, new(3 + i, new RequestId(Id(1_000 + i)), default, false));
        Assert.NotNull(part.Requests.Find(certified));
        Assert.Null(part.Requests.Find(revoked));
    }

    private static FrozenItem Frozen(int number, int reviewers) => new(new(number), new("kim-account"), Admins, TheDirectory, Risk.High, [Kim],
        new(true, [], Times.Today, null, CauseKind.DirectAssignment, null), ItemAdvice.None, null, [], reviewers);

    private static void Refused(Decision decision) => Assert.Equal(RefusalReason.CampaignNotLaunching, decision.Refusal?.Reason);

    private void Record(Decision decision)
    {
        Assert.Null(decision.Refusal);
        foreach (var what in decision.Events)
            part.Fold(what, default);
    }
}
