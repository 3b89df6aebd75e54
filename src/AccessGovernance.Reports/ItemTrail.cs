using System.Collections.Immutable;
using System.Security.Cryptography;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports;

/// <summary>Something that happened to an item and when it was recorded, by the writer's clock.</summary>
public readonly record struct TrailStep(Instant At, ReviewEvent What);

/// <summary>One item with all that happened to it: what a report says of it. Texts about people are in it as digests of what is stored alone.</summary>
/// <param name="Reviewers">Of the first stage, and how they were found.</param>
public sealed record ItemTrail(FrozenItem Frozen, ResolvedReviewers Reviewers, ReviewItem Item, RemediationCase? Case, IReadOnlyList<TrailStep> Steps)
{
    /// <summary>What became of it; open as long as it is under review, whatever earlier stages said.</summary>
    public ItemOutcome Outcome => Item.IsFinished ? Item.Outcome : ItemOutcome.Open;

    public IEnumerable<(Instant At, ItemAnswered Answer)> Answers => Of<ItemAnswered>();

    public IEnumerable<(Instant At, ItemStageClosed Closing)> Closings => Of<ItemStageClosed>();

    /// <summary>Answers that replaced another one of the same reviewer in the same stage.</summary>
    public int ChangesOfMind
    {
        get
        {
            var (changes, given) = (0, new Dictionary<PersonId, ItemAnswered>());
            foreach (var step in Steps)
            {
                if (step.What is ItemStageClosed)
                    given.Clear();
                if (step.What is not ItemAnswered answer)
                    continue;
                changes += given.TryGetValue(answer.Reviewer, out var before) && IsAnother(answer, before) ? 1 : 0;
                given[answer.Reviewer] = answer;
            }
            return changes;
        }
    }

    /// <summary>Whether an answer says something else than one before, and does not give the same once more, such as with other words.</summary>
    public static bool IsAnother(ItemAnswered answer, ItemAnswered before) =>
        (answer.Answer, answer.Until, answer.Removes) != (before.Answer, before.Until, before.Removes);

    /// <summary>When the last event of a kind was recorded.</summary>
    public Instant? LastOf<T>()
        where T : ReviewEvent => Of<T>().Select(s => (Instant?)s.At).LastOrDefault();

    public IEnumerable<(Instant At, T What)> Of<T>()
        where T : ReviewEvent
    {
        foreach (var step in Steps)
        {
            if (step.What is T what)
                yield return (step.At, what);
        }
    }

    /// <summary>SHA-256 over all sealed texts, in their order, as 64 hexadecimal digits; empty where there are none.</summary>
    public string TextDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var any = false;
        foreach (var step in Steps)
        {
            step.What.MapPersonalText(text =>
            {
                hash.AppendData(text.SealedBytes.Span);
                any = true;
                return text;
            });
        }
        return any ? Convert.ToHexStringLower(hash.GetHashAndReset()) : "";
    }

    /// <summary>The persons who sit on the item's places, in their order.</summary>
    public ImmutableArray<PersonId> LastReviewers => [.. Item.Assignments.Select(a => a.Reviewer)];
}
