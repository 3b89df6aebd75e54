using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using static AccessGovernance.Reviews.Tests.ReviewStory;

namespace AccessGovernance.Reviews.Tests;

/// <summary>What an event costs the queues of reviewers.</summary>
public sealed class MovingInQueues
{
    [Fact]
    public void An_answer_moves_nothing_however_many_review_the_item()
    {
        var (queues, part) = (new WorkQueues(), new ReviewPartId(First, 0));
        var campaign = new CampaignModel(First, queues);
        PersonId[] group = [.. Enumerable.Range(1, 50).Select(n => new PersonId($"member-{n}"))];
        ResolvedReviewers all = new([.. group.Select(p => new AssignedReviewer(p, ReviewerKinds.Named))], []);
        campaign.Apply(part, new PopulationFrozen([Frozen(1) with { Reviewers = 0 }], [all]));
        Assert.Equal(50, queues.Moves);

        foreach (var member in group)
            campaign.Apply(part, Answered(1, member, Answer.Certify));
        Assert.Equal(50, queues.Moves);
        campaign.Apply(part, new ItemDelegated(new(1), group[7], Sue, null, null));
        Assert.Equal(52, queues.Moves);
        Assert.Equal([1], queues.Of([Sue], null, null).Select(p => p.Item));
        Assert.Empty(queues.Of([group[7]], null, null));
    }

    [Fact]
    public void A_set_of_numbers_is_what_a_sorted_set_is()
    {
        var (random, numbers, naive) = (new Random(7), new NumberSet(), new SortedSet<int>());
        for (var i = 0; i < 20_000; i++)
        {
            var number = random.Next(1, 2_000);
            var isAdded = random.Next(2) == 0;
            Action<int> change = isAdded ? numbers.Add : numbers.Remove;
            change(number);
            _ = isAdded ? naive.Add(number) : naive.Remove(number);
            if (i % 500 == 0)
                Assert.Equal(naive.Where(n => n > number), numbers.After(number));
        }
        Assert.Equal(naive.Count, numbers.Count);
        Assert.Equal(naive, numbers.After(0));
    }
}
