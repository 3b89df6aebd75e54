using System.Collections.Immutable;
using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;
using ConditionText = AccessGovernance.Domain.Reviews.ConditionText;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Who can be a reviewer, as it is at an instant, from directory and index:
/// <list type="bullet">
/// <item>The line manager of a person is whom the attribute <c>manager</c> of one of their own identities names, by the id of an identity (then it
/// is the person whose own that is) or of a person who is linked to some identity. Identities that are alive are asked first.</item>
/// <item>Members of a governance group are the persons whose own identities hold the entitlement at that instant, suspended or not.</item>
/// <item>Described are the persons whose own identities the condition describes; of forgotten identities it describes none by personal data.</item>
/// <item>Gone is who had identities of their own and of whose none is left that is neither terminated nor forgotten. Who never had any is not gone:
/// nothing is known of them.</item>
/// <item>Owners of entitlements and applications are those that the directory has now.</item>
/// </list>
/// Service identities that a person owns are not their own: who owns a member of a group is no member. Thread-safe.
/// </summary>
public sealed class ReviewerSourcesFinder(HistoryReader history, DirectoryReader directory)
{
    /// <param name="settings">Whose groups and conditions are looked up; of stages, one or all.</param>
    /// <param name="position">Who holds a group is told as known here; both read models must have come as far.</param>
    /// <exception cref="ArgumentException">A condition cannot be read: it has to be checked when it is defined.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index has not come as far as the position: wait for it first.</exception>
    /// <exception cref="InvalidOperationException">The directory has not.</exception>
    public ReviewerSources Find(IEnumerable<ReviewerSetting> settings, Instant now, long position, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Find(settings, history.AccessOfAll(now, ReadingAt(position)), now, position, cancellation).Sources;
    }

    /// <param name="all">Who and what there is at the position.</param>
    internal (ReviewerSources Sources, People People) Find(
        IEnumerable<ReviewerSetting> settings, AccessOfAll all, Instant now, long position, CancellationToken cancellation)
    {
        var rules = settings.SelectMany(s => s.Additional.Append(s.Rule).Concat(s.Fallback is { } fallback ? [fallback] : [])).ToList();
        var texts = rules.Select(r => r.Condition).OfType<ConditionText>().Distinct().ToList();
        var conditions = texts.ConvertAll(t => ConditionTexts.Read("reviewers.condition", t, ConditionSubjects.Identity));
        var people = People.Read(all, directory, now, conditions, cancellation);
        var (entitlementOwners, applicationOwners) = OwnersOf(all);
        return (new ReviewerSources
        {
            LineManagers = people.LineManagers(),
            EntitlementOwners = entitlementOwners,
            ApplicationOwners = applicationOwners,
            Groups = rules.Select(r => r.Group).OfType<EntitlementId>().Distinct().ToDictionary(g => g, g => MembersOf(g, now, position, people)),
            Described = texts.Select((t, i) => (Text: t, Persons: people.Described(i))).ToDictionary(t => t.Text, t => t.Persons),
            Gone = people.Gone,
        }, people);
    }

    private Reading ReadingAt(long position) => history.Read(Knowledge.AtPosition(position) with { ReadPosition = position });

    private ImmutableArray<PersonId> MembersOf(EntitlementId group, Instant now, long position, People people) =>
        history.HoldersOf(group, Period.At(now), ReadingAt(position)) is { } holders ? people.BehindAll(holders.Ids) : [];

    private (Dictionary<EntitlementId, PersonId> Entitlements, Dictionary<AppId, PersonId> Applications) OwnersOf(AccessOfAll all)
    {
        var (entitlements, applications) = (new Dictionary<EntitlementId, PersonId>(), new Dictionary<AppId, PersonId>());
        for (var place = 0; place < all.Entitlements; place++)
        {
            if (directory.Entitlement(all.EntitlementAt(place), all.At)?.Profile.Owner is { } owner)
                entitlements[all.EntitlementAt(place)] = owner;
            if (!applications.ContainsKey(all.ApplicationOf(place)) && directory.Application(all.ApplicationOf(place))?.Owner is { } answerable)
                applications[all.ApplicationOf(place)] = answerable;
        }
        return (entitlements, applications);
    }
}
