using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Finds what a campaign is about: everything that identities effectively hold, directly or through conferrals, suspended or not, and that the scope
/// lists, the condition describes and no exclusion leaves out; none leaves out the access of anybody who had a hand in exclusions. Terminated identities
/// hold nothing, synthetic ones do not count. Who holds what since when is as known at the position; attributes are those that held at the instant as the
/// directory knows them now; persons are those of the instant and of now; reviewers are those of now. Of a forgotten identity nothing personal is known:
/// where a condition asks for it, the item belongs to the population, and is counted. Accounts of nobody known that applications had reported by then are
/// part of it, each for what is defined of what it has. The same facts give the same population with the same hash. Thread-safe.
/// </summary>
public sealed class PopulationFinder(HistoryReader history, DirectoryReader directory, TimeProvider time)
{
    /// <summary>Identities that one thread takes at once; between two such parts progress is told and cancellation heeded.</summary>
    internal const int IdentitiesOfAPart = 64;

    private readonly ReviewerSourcesFinder reviewers = new(history, directory);

    /// <param name="progress">Told, from any thread and not in order, how many identities were looked at more.</param>
    /// <exception cref="ArgumentException">A condition cannot be read: it has to be checked when it is defined.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index has not come as far as the position: wait for it first.</exception>
    /// <exception cref="InvalidOperationException">The directory has not.</exception>
    public FoundPopulation Find(PopulationQuestion question, IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (settings, validAt, position, _) = question;
        var knowledge = question.SourceKnownAt is { } source ? Knowledge.BySource(source) : Knowledge.AtPosition(position);
        var reading = history.Read(knowledge with { ReadPosition = position });
        var condition = RowCondition.Of(settings);
        var all = history.AccessOfAll(validAt, reading);
        var now = history.Read(Knowledge.AtPosition(position)).Now(new Instant(time.GetUtcNow().ToUnixTimeMilliseconds()));
        var stage = settings.Stages[0];
        var (sources, people) = reviewers.Find([stage.Reviewers], all, now, position, cancellation);
        var groups = new PeerGroups();
        var shape = new AccessShape(
            all, condition, EntitlementFacts.Read(all, directory, settings.Scope, condition),
            IdentityFacts.Read(all, directory, condition, groups, people, cancellation), new ObservedUses(history, reading))
        {
            Parties = question.Parties, OfPartiesOnly = question.OfPartiesOnly,
        };
        var bars = settings.Rules.Barred != Involvements.None;
        var (parts, considered) = Search(shape, scan => bars ? new InvolvedPersons(scan, directory, people) : null, progress, cancellation);
        PeerTally.Tell(shape, groups, parts, cancellation);
        var accounts = new AccountSearch(shape, directory, now).Search(history.UnownedAccess(all, reading, cancellation));
        var places = new ReviewerPlaces(stage.Reviewers, settings.Rules.Barred, sources);
        return Freeze(shape, accounts, (parts, considered), places);
    }

    /// <summary>Of a population the items that are wanted, numbered anew; what was considered, and what is told of forgotten ones, stays.</summary>
    public static FoundPopulation Only(FoundPopulation found, Func<FrozenItem, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(found);
        ImmutableArray<FrozenItem> items = [.. found.Items.Where(wanted).Select((item, i) => item with { Number = new ItemNumber(i + 1) })];
        var kept = found.OwnKept.ToHashSet();
        var place = 0;
        ImmutableArray<ItemNumber> keptStill = [.. found.Items.Where(wanted).Select(i => (Before: i.Number, Now: new ItemNumber(++place)))
            .Where(i => kept.Contains(i.Before)).Select(i => i.Now)];
        return found with { Items = items, OwnKept = keptStill, Population = PopulationOf(items, found.Population.Considered, found.Resolutions) };
    }

    private static (SearchedPart[] Parts, long Considered) Search(
        AccessShape shape, Func<AccessScan, InvolvedPersons?> whose, IProgress<long>? progress, CancellationToken cancellation)
    {
        var identities = shape.Identities.Length;
        var (parts, considered) = (new SearchedPart[(identities + IdentitiesOfAPart - 1) / IdentitiesOfAPart], 0L);
        Parallel.For(0, parts.Length, IdentityBatches.Options(cancellation), () => new ItemSearch(shape, whose), (part, _, search) =>
        {
            var (first, end) = (part * IdentitiesOfAPart, Math.Min(identities, (part + 1) * IdentitiesOfAPart));
            parts[part] = search.Search(first, end);
            progress?.Report(end - first);
            return search;
        }, search => Interlocked.Add(ref considered, search.Considered));
        return (parts, considered);
    }

    // Accounts come first: nothing that an id begins with is less. Each part is let go once its items are made: half of the memory.
    private static FoundPopulation Freeze(
        AccessShape shape, SearchedAccounts accounts, (SearchedPart?[] Parts, long Considered) found, ReviewerPlaces places)
    {
        var parts = found.Parts;
        var items = new FrozenItem[accounts.Drafts.Count + parts.Sum(p => p!.Drafts.Length)];
        var advisor = new ItemAdvisor(shape);
        var (next, forgotten, notKnown) = (0, 0L, 0L);
        var kept = ImmutableArray.CreateBuilder<ItemNumber>();
        foreach (var account in accounts.Drafts)
        {
            items[next] = ItemOf(new ItemNumber(next + 1), account, shape, advisor, places);
            next++;
            if (account.Kept)
                kept.Add(new ItemNumber(next));
        }
        for (var part = 0; part < parts.Length; part++)
        {
            foreach (ref readonly var draft in parts[part]!.Drafts.AsSpan())
            {
                items[next] = ItemOf(new ItemNumber(next + 1), draft, shape, advisor.Of(draft), places);
                forgotten += shape.Identities[draft.Identity].Forgotten ? 1 : 0;
                notKnown += draft.NotKnown ? 1 : 0;
                next++;
                if (draft.Kept)
                    kept.Add(new ItemNumber(next));
            }
            parts[part] = null;
        }
        var frozen = ImmutableCollectionsMarshal.AsImmutableArray(items);
        return new(PopulationOf(frozen, found.Considered + accounts.Considered, places.Resolutions), frozen, [.. places.Resolutions], forgotten, notKnown)
        {
            Parties = shape.Parties, OwnKept = kept.DrainToImmutable(),
        };
    }

    private static FrozenItem ItemOf(ItemNumber number, in ItemDraft draft, AccessShape shape, ItemAdvice advice, ReviewerPlaces places)
    {
        var (identity, entitlement) = (shape.All.IdentityAt(draft.Identity), shape.Entitlements[draft.Entitlement]);
        var (subjects, persons) = (shape.Identities[draft.Identity].Subjects, draft.Involved);
        return new(number, identity, entitlement.Id, entitlement.Application, entitlement.Risk, subjects, draft.Origin, advice, persons, draft.Implied,
            places.Of(identity, subjects, entitlement, persons));
    }

    private static FrozenItem ItemOf(ItemNumber number, in AccountDraft draft, AccessShape shape, ItemAdvisor advisor, ReviewerPlaces places)
    {
        var entitlement = shape.Entitlements[draft.Entitlement];
        return new(number, draft.Account, entitlement.Id, entitlement.Application, entitlement.Risk, draft.Subjects, draft.Origin,
            advisor.OfAccount(draft.LastUsed), null, draft.Implied, places.Of(draft.Account, draft.Subjects, entitlement, null));
    }

    private static Population PopulationOf(ImmutableArray<FrozenItem> items, long considered, IReadOnlyList<ResolvedReviewers> resolutions)
    {
        var (counts, withoutReviewer) = (new Dictionary<AppId, long>(), 0L);
        foreach (var item in items)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, item.Application, out _)++;
            withoutReviewer += resolutions[item.Reviewers].Reviewers.IsEmpty ? 1 : 0;
        }
        var ordered = counts.OrderBy(c => c.Key.Value, StringComparer.Ordinal).Select(c => new ApplicationCount(c.Key, c.Value));
        return new(items.Length, considered, withoutReviewer, [.. ordered], CanonicalPopulation.Hash(items, resolutions));
    }
}
