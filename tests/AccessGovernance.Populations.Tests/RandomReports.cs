using AccessGovernance.Domain.Observations;

namespace AccessGovernance.Populations.Tests;

/// <summary>A report as it was recorded: its accounts at one position, its nestings at the next, its end at the one after that.</summary>
internal sealed record KnownReport(string Application, long TakenAt, long Recorded)
{
    /// <summary>What accounts of nobody hold.</summary>
    public Dictionary<string, HashSet<string>> Unowned { get; } = [];

    /// <summary>Every account that is there.</summary>
    public HashSet<string> Accounts { get; } = [];

    public Dictionary<string, HashSet<string>> Contents { get; } = [];
}

/// <summary>Complete reports of the applications of a random organisation: the events, and the same as plain facts.</summary>
internal sealed class RandomReports
{
    private const int MostAccounts = 4, Syncs = 3;

    public List<KnownReport> All { get; } = [];

    /// <summary>Every account that there ever was, by its key.</summary>
    public IEnumerable<string> Accounts => All.SelectMany(r => r.Unowned.Keys).Distinct();

    public void Write(HistoryScript script, int[][] steps)
    {
        for (var sync = 0; sync < Syncs; sync++)
        {
            Write(script, "a0", (2 * sync) + 1, steps.Where((_, i) => i % Syncs == sync));
            Write(script, "a1", (2 * sync) + 2, steps.Where((_, i) => (i + 1) % Syncs == sync));
        }
    }

    private void Write(HistoryScript script, string application, int number, IEnumerable<int[]> dice)
    {
        var (accounts, nestings) = (new Dictionary<int, ObservedAccount>(), new Dictionary<string, ObservedNesting>());
        foreach (var step in dice)
        {
            var holds = Some(application, step[1], step[2]);
            if (step[0] % 3 == 0)
                nestings.TryAdd(holds[0], ObservedScript.Nesting(holds[0], holds[1..].Where(h => h != holds[0]).Distinct()));
            // The same key for one application: keys are of one.
            var key = (100 * (application[1] - '0')) + (step[0] / 3 % MostAccounts);
            accounts.TryAdd(key, ObservedScript.Account(key, step[1] % 4 == 0 ? "i1" : null, holds.Distinct()));
        }
        var takenAt = number * 2;
        script.Begin(application, number, SyncKind.Full, takenAt);
        script.Part(application, number, [.. accounts.Values]);
        var report = new KnownReport(application, takenAt, script.Position);
        script.Nest(application, number, [.. nestings.Values]);
        script.End(application, number, SyncOutcome.Complete);
        foreach (var account in accounts.Values)
        {
            report.Accounts.Add(account.Key.ToString("N"));
            if (account.Identity is null)
                report.Unowned[account.Key.ToString("N")] = [.. account.Holds.Select(h => h.Entitlement.Value)];
        }
        foreach (var nesting in nestings.Values)
            report.Contents[nesting.Entitlement.Value] = [.. nesting.Contains.Select(c => c.Value)];
        All.Add(report);
    }

    // One to three of the application's own, and what nobody defined.
    private static string[] Some(string application, int a, int b)
    {
        string[] own = [.. RandomOrganisation.Entitlements.Where(e => RandomOrganisation.ApplicationOf(e) == application), "undefined"];
        return [own[a % 4], own[b % 4], own[a / 4 % 4]];
    }
}
