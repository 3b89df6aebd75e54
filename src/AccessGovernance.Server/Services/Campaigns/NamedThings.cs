using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// Checks that requests about reviews name persons and things that there are, as recorded now. A person is known by the identities that belong to them or
/// are owned by them, and has left when they had identities of their own and none is left that is neither terminated, forgotten nor unlinked.
/// </summary>
public sealed class NamedThings(HistoryQuestions history, DirectoryQuestions directory)
{
    /// <summary>Why nobody can be asked of that person; null when they can.</summary>
    public async ValueTask<Refusal?> Problem(string field, PersonId person, ServerCallContext context)
    {
        await history.Latest(context);
        return Problem(field, person, await directory.Read("", context));
    }

    /// <summary>The first of the settings that names a person, an application or an entitlement that is not there; null when all are.</summary>
    public async ValueTask<Refusal?> Problem(CampaignSettings settings, ServerCallContext context)
    {
        await history.Latest(context);
        var read = await directory.Read("", context);
        var named = Persons(settings).Select(p => Problem(p.Field, p.Person, read)).Concat(Things(settings).Select(t => Problem(t, read)));
        return named.FirstOrDefault(p => p is not null);
    }

    /// <summary>Whether an identity holds an entitlement now or from a later instant on, suspended or not, by whatever grant.</summary>
    public async ValueTask<bool> Holds(IdentityId identity, EntitlementId entitlement, Instant now, ServerCallContext context)
    {
        var reading = await history.Latest(context);
        return history.History.CheckAccess(identity, entitlement, Period.Since(now), reading, explain: false) is { IsOnRecord: true };
    }

    private static IEnumerable<(string Field, PersonId Person)> Persons(CampaignSettings settings) =>
    [
        ("settings.owner", settings.Owner),
        .. settings.Exclusions.Select((e, i) => ($"settings.exclusions[{i}].approved_by", e.ApprovedBy)),
        .. Rules(settings).SelectMany(r => r.Rule.Persons.Select((p, i) => ($"{r.Field}.persons[{i}]", p))),
    ];

    private static IEnumerable<(string Field, AppId? Application, EntitlementId? Entitlement)> Things(CampaignSettings settings) =>
    [
        .. settings.Scope.Applications.Select((a, i) => ($"settings.scope.applications[{i}]", (AppId?)a, (EntitlementId?)null)),
        .. settings.Scope.Entitlements.Select((e, i) => ($"settings.scope.entitlements[{i}]", (AppId?)null, (EntitlementId?)e)),
        .. Rules(settings).Where(r => r.Rule.Group is not null).Select(r => ($"{r.Field}.group", (AppId?)null, r.Rule.Group)),
    ];

    /// <summary>Every rule that reviewers are found by, with its field in requests.</summary>
    internal static IEnumerable<(string Field, ReviewerRule Rule)> Rules(CampaignSettings settings) => settings.Stages.SelectMany((stage, i) =>
    {
        var (field, reviewers) = ($"settings.stages[{i}].reviewers", stage.Reviewers);
        var always = reviewers.Additional.Select((rule, at) => ($"{field}.additional[{at}]", rule)).Prepend(($"{field}.rule", reviewers.Rule));
        return reviewers.Fallback is { } fallback ? always.Append(($"{field}.fallback", fallback)) : always;
    });

    private static Refusal? Problem((string Field, AppId? Application, EntitlementId? Entitlement) thing, DirectoryRead read)
    {
        if (thing.Application is { } application)
            return read.Directory.Application(application) is not null ? null
                : new(RefusalReason.ApplicationUnknown, thing.Field, $"{Names.Of(application)} is not known");
        return read.Directory.FactsOf(thing.Entitlement!.Value, read.Now) is not null ? null
            : new(RefusalReason.EntitlementUnknown, thing.Field, $"{Names.Of(thing.Entitlement.Value)} is not known");
    }

    private Refusal? Problem(string field, PersonId person, DirectoryRead read)
    {
        var linked = history.History.IdentitiesOf(person, Instant.Earliest, history.History.Latest);
        if (linked.Count == 0)
            return new(RefusalReason.PersonUnknown, field, $"{Names.Of(person)} is not known: no identity belongs to them or is owned by them");
        var (had, alive) = (false, false);
        foreach (var id in linked)
        {
            if (read.Directory.Identity(id, read.Now) is not { } identity)
                continue;
            var own = identity.Links.Where(l => l.Value.Person == person && l.Value.Role == LinkRole.Person && !l.Value.Validity.IsEmpty).ToList();
            had |= own.Count > 0;
            alive |= !identity.Terminated && !identity.Forgotten && own.Exists(l => l.Value.Validity.Until > read.Now);
        }
        return !had || alive ? null
            : new(RefusalReason.PersonUnknown, field, $"{Names.Of(person)} has left: every identity of theirs is terminated, forgotten or unlinked");
    }
}
