using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain;

namespace AccessGovernance.Populations.Tests;

/// <summary>What a condition can ask of one holding; null of what is not known.</summary>
/// <param name="Identity">Null for an account of nobody known, of which there is no grant either.</param>
internal sealed record NaiveRow(KnownIdentity? Identity, string Entitlement, KnownGrant? Grant, Instant At)
{
    public bool? Department(string value) => Identity is { Forgotten: false } known ? known.Value("department", At) == value : null;

    public bool? Application(string value) => RandomOrganisation.ApplicationOf(Entitlement) == value;

    public bool? Has(Func<KnownIdentity, bool> holds) => Identity is null ? null : holds(Identity);

    public bool? Granted(Func<KnownGrant, bool> holds) => Grant is null ? null : holds(Grant);

    public bool? AnyOf(params string[] entitlements) => entitlements.Contains(Entitlement);

    public bool? Risk(Func<Risk, bool> holds) => holds(RandomOrganisation.RiskOf(Entitlement));
}

/// <summary>A condition, and the same as a function. Null is not known.</summary>
internal sealed record NaiveCondition(string Text, Func<NaiveRow, bool?> Holds)
{
    public static readonly NaiveCondition[] All =
    [
        new("department == 'x'", r => r.Department("x")),
        new("not department == 'x'", r => !r.Department("x")),
        new("department == 'x' and risk >= 'high'", r => r.Department("x") & r.Risk(k => k >= Risk.High)),
        new("department == 'x' or cause == 'rule'", r => r.Department("x") | r.Granted(g => g.Cause.Kind == CauseKind.Rule)),
        new("application == 'a0' or identity == 'i2'", r => r.Application("a0") | r.Has(i => i.Id == "i2")),
        new("granted_from before 1970-01-01T00:00:00.005Z", r => r.Granted(g => g.Validity.From < new Instant(5))),
        new("not granted_until exists and entitlement in ('e1', 'e2', 'e4')",
            r => r.Granted(g => g.Validity.Until.IsForever) & r.AnyOf("e1", "e2", "e4")),
        new("cause.reference == 'R-1' or risk == 'low'", r => r.Granted(g => g.Cause.Reference == "R-1") | r.Risk(k => k == Risk.Low)),
        new("last_used exists", _ => false),
    ];
}

/// <summary>
/// The population by brute force: instant after instant, path after path, straight from the facts. Made to be read, and to share nothing with
/// what it is compared with.
/// </summary>
internal sealed class NaivePopulation(RandomOrganisation organisation, long position, Instant at, NaiveScope scope)
{
    /// <summary>No fact begins or ends later: what holds then holds for ever.</summary>
    private const long Far = 40;

    public long Considered { get; private set; }

    public List<string> Rows()
    {
        var rows = organisation.Reports.Accounts.Order(StringComparer.Ordinal).SelectMany(RowsOfAccount).ToList();
        foreach (var identity in organisation.Known.Values.Where(i => !i.Synthetic))
        {
            var held = RandomOrganisation.Entitlements.Where(e => GrantsOf(identity.Id, e, at).Count > 0).ToList();
            var belongs = held.Where(e => Belongs(identity, e)).ToList();
            var under = belongs.ToDictionary(e => e, e => Through(identity.Id, e) is { Count: > 0 } through && !IsDirect(identity.Id, e)
                && through.TrueForAll(belongs.Contains) ? through : []);
            Considered += held.Count - under.Count(u => u.Value.Count > 0);
            rows.AddRange(belongs.Where(e => under[e].Count == 0).Select(e => Row(identity, e, belongs.Where(other => under[other].Contains(e)))));
        }
        return rows;
    }

    /// <summary>One item as a text, by what the population says of it.</summary>
    public static string RowOf(FrozenItem item) => $"{item.Identity} {item.Entitlement} {item.Application} {item.Risk} {item.Origin.Direct} "
        + $"from {string.Join(',', item.Origin.Through)} {item.Origin.Since.Milliseconds}..{item.Origin.Until?.Milliseconds} {item.Origin.Cause} "
        + $"{item.Origin.Reference} with {string.Join(',', item.Implied)} peers {item.Advice.Peers}/{item.Advice.PeersHolding}";

    private string Row(KnownIdentity identity, string entitlement, IEnumerable<string> implied)
    {
        var since = at.Milliseconds;
        while (since > 0 && GrantsOf(identity.Id, entitlement, new(since - 1)).Count > 0)
            since--;
        var until = at.Milliseconds;
        while (until < Far && GrantsOf(identity.Id, entitlement, new(until)).Count > 0)
            until++;
        var (first, peers) = (First(identity.Id, entitlement), Peers(identity));
        return $"{identity.Id} {entitlement} {RandomOrganisation.ApplicationOf(entitlement)} {RandomOrganisation.RiskOf(entitlement)} "
            + $"{IsDirect(identity.Id, entitlement)} from {string.Join(',', Through(identity.Id, entitlement))} {since}..{(until == Far ? null : until)} "
            + $"{first.Cause.Kind} {first.Cause.Reference} with {string.Join(',', implied)} "
            + $"peers {peers.Count}/{peers.Count(p => GrantsOf(p, entitlement, at).Count > 0)}";
    }

    private List<string> RowsOfAccount(string account)
    {
        var seen = new NaiveAccount(organisation.Reports.All, position, account);
        var held = RandomOrganisation.Entitlements.Where(e => seen.Holds(e, at)).ToList();
        var belongs = held.Where(e => Belongs(new NaiveRow(null, e, null, at))).ToList();
        var under = belongs.Where(e => !seen.HoldsItself(e, at) && seen.Through(e, at).TrueForAll(belongs.Contains)).ToList();
        Considered += held.Count - under.Count;
        return [.. belongs.Except(under).Select(e => $"\u0001account-{account} {e} {RandomOrganisation.ApplicationOf(e)} {RandomOrganisation.RiskOf(e)} "
            + $"{seen.HoldsItself(e, at)} from {string.Join(',', seen.Through(e, at))} {seen.Since(e, at)}.. Import  "
            + $"with {string.Join(',', under.Where(u => seen.Through(u, at).Contains(e)))} peers 0/0")];
    }

    private bool Belongs(KnownIdentity identity, string entitlement) =>
        Belongs(new NaiveRow(identity, entitlement, First(identity.Id, entitlement), at));

    private bool Belongs(NaiveRow row)
    {
        if (!scope.Lists(row.Entitlement))
            return false;
        var excluded = scope.Exclusions.Select(e => e.Holds(row)).Aggregate((bool?)false, (any, one) => any | one);
        var own = row.Identity?.Links.Exists(l => l.Person == Review.Approver.Value
            && (l.Validity.Contains(at) || l.Validity.Contains(RandomOrganisation.Now))) == true;
        return ((scope.Condition is null ? true : scope.Condition.Holds(row)) & (own ? true : !excluded)) != false;
    }

    /// <summary>Grants by which an identity has an entitlement at an instant, with what they are of.</summary>
    private List<KnownGrant> GrantsOf(string identity, string entitlement, Instant when)
    {
        var terminated = organisation.Statuses.Exists(s => s.Identity == identity && s.Terminates && s.Recorded <= position && s.At <= when);
        return terminated ? [] : organisation.Grants.FindAll(g => g.Recorded <= position && g.Identity == identity && ValidityOf(g).Contains(when)
            && Reaches(g.Entitlement, entitlement, when, []));
    }

    // A termination ends every grant that was recorded before.
    private Period ValidityOf(KnownGrant grant)
    {
        var end = organisation.Statuses.Find(s => s.Identity == grant.Identity && s.Terminates && s.Recorded <= position && s.Recorded > grant.Recorded);
        return end is null ? grant.Validity : grant.Validity with { Until = Instant.Min(grant.Validity.Until, end.At) };
    }

    private bool Reaches(string from, string to, Instant when, HashSet<string> seen) => from == to || (seen.Add(from) && organisation.Edges.Exists(e =>
        e.Recorded <= position && e.From == from && e.Validity.Contains(when) && Reaches(e.To, to, when, seen)));

    private bool IsDirect(string identity, string entitlement) => GrantsOf(identity, entitlement, at).Exists(g => g.Entitlement == entitlement);

    private List<string> Through(string identity, string entitlement) =>
        [.. GrantsOf(identity, entitlement, at).Select(g => g.Entitlement).Where(e => e != entitlement).Distinct().Order(StringComparer.Ordinal)];

    private KnownGrant First(string identity, string entitlement) => GrantsOf(identity, entitlement, at).Select(g => g with { Validity = ValidityOf(g) })
        .OrderBy(g => g.Validity.From).ThenByDescending(g => g.Validity.Until).ThenBy(g => g.Id).First();

    private List<string> Peers(KnownIdentity identity)
    {
        var (department, title, manager) = Alike(identity);
        return [.. organisation.Known.Values.Where(other => other.Id != identity.Id && !other.Synthetic && IsActive(other.Id)
            && (department is not null && title is not null
                ? Alike(other).Department == department && Alike(other).Title == title
                : manager is not null && Alike(other).Manager == manager)).Select(o => o.Id)];
    }

    private (string? Department, string? Title, string? Manager) Alike(KnownIdentity identity) =>
        (identity.Value("department", at), identity.Value("title", at), identity.Value("manager", at));

    private bool IsActive(string identity) => !organisation.Statuses.Exists(s => s.Identity == identity && s.Recorded <= position && s.At <= at);
}

/// <summary>What is asked for.</summary>
internal sealed record NaiveScope(NaiveCondition? Condition, NaiveCondition[] Exclusions, string? Application, string? Entitlement)
{
    public bool Lists(string entitlement) => (Application is null && Entitlement is null)
        || RandomOrganisation.ApplicationOf(entitlement) == Application || entitlement == Entitlement;

    public CampaignSettings Settings => Review.Of(
        new CampaignScope(
            Condition is null ? null : new ConditionText(Condition.Text), Application is null ? [] : [new AppId(Application)],
            Entitlement is null ? [] : [new EntitlementId(Entitlement)]),
        [.. Exclusions.Select(e => new ConditionText(e.Text))]);
}
