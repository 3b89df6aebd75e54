using AccessGovernance.Domain;

namespace AccessGovernance.Populations.Tests;

/// <summary>What an account of nobody known had, read from the reports one after the other for every question.</summary>
internal sealed class NaiveAccount(IReadOnlyList<KnownReport> all, long position, string account)
{
    private readonly List<KnownReport> reports = [.. all.Where(r => r.Application == all.First(o => o.Accounts.Contains(account)).Application)];

    public bool Holds(string entitlement, Instant at) => HoldsItself(entitlement, at) || Through(entitlement, at).Count > 0;

    public bool HoldsItself(string entitlement, Instant at) => WasSo(
        at, 0, r => r.Unowned.TryGetValue(account, out var holds) && holds.Contains(entitlement), r => r.Accounts.Contains(account));

    public List<string> Through(string entitlement, Instant at) => [.. reports.SelectMany(r => r.Unowned.GetValueOrDefault(account) ?? []).Distinct()
        .Where(held => held != entitlement && HoldsItself(held, at) && Reaches(held, entitlement, at, [])).Order(StringComparer.Ordinal)];

    public long Since(string entitlement, Instant at)
    {
        var since = at.Milliseconds;
        while (since > 0 && Holds(entitlement, new(since - 1)))
            since--;
        return since;
    }

    private bool Reaches(string from, string to, Instant at, HashSet<string> seen) => from == to || (seen.Add(from) && reports
        .SelectMany(r => r.Contents.GetValueOrDefault(from) ?? []).Distinct().Any(child => Contains(from, child, at) && Reaches(child, to, at, seen)));

    private bool Contains(string parent, string child, Instant at) => WasSo(
        at, 1, r => r.Contents.TryGetValue(parent, out var contents) && contents.Contains(child), r => r.Contents.ContainsKey(parent));

    // True from a report that says so until one that names it and does not, or is over and does not name it.
    private bool WasSo(Instant at, int place, Predicate<KnownReport> says, Predicate<KnownReport> names)
    {
        var isSo = false;
        foreach (var report in reports.Where(r => r.TakenAt <= at.Milliseconds))
        {
            if (report.Recorded + place <= position && says(report))
                isSo = true;
            else if ((report.Recorded + place <= position && names(report)) || (report.Recorded + 2 <= position && !names(report)))
                isSo = false;
        }
        return isSo;
    }
}
