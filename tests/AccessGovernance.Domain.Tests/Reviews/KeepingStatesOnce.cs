using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Domain.Tests.Reviews.ReviewWords;

namespace AccessGovernance.Domain.Tests.Reviews;

/// <summary>What a million items cost: items of which the same can be said have one state in memory.</summary>
public sealed class KeepingStatesOnce
{
    [Fact]
    public void Of_items_that_the_same_reviewer_answered_alike()
    {
        var part = new ReviewPart();
        part.Fold(new PopulationFrozen([Frozen(1), Frozen(2), Frozen(3)], [new([By(Max)], [])]), default);
        foreach (var item in new[] { 1, 2 })
            part.Fold(new ItemAnswered(new(item), Max, Answer.Certify, null, Removal.None, Quick, null, null), default);
        Assert.True(part.Find(new(1))!.Assignments == part.Find(new(2))!.Assignments);
        Assert.Equal((Answer.Certify, Answer.None), (part.Find(new(2))!.Assignments[0].Answer, part.Find(new(3))!.Assignments[0].Answer));
    }

    [Fact]
    public void Remembers_no_more_values_than_it_has_places()
    {
        var once = new OneOfEach<string>(OneOfEach<string>.Ways, StringComparer.Ordinal);
        var first = once.Of(new string('a', 3));
        Assert.Same(first, once.Of(new string('a', 3)));
        foreach (var other in new[] { "b", "c", "d", "e" })
            once.Of(other);
        Assert.NotSame(first, once.Of(new string('a', 3)));
    }

    private static FrozenItem Frozen(int number) => new(new(number), Facts.Identity, Facts.Entitlement, Facts.Application, Risk.High, Facts.Subjects,
        new(true, [], Times.Today, null, CauseKind.DirectAssignment, null), ItemAdvice.None, null, [], 0);
}
