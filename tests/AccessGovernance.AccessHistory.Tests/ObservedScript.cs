using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Writes reports of target systems into a history.</summary>
internal static class ObservedScript
{
    public static void Begin(this HistoryScript script, string application, int sync, SyncKind kind, long at) =>
        script.Record(StreamOf(application), new SyncStarted(Id(sync), kind, new(at), null), at);

    public static void Part(this HistoryScript script, string application, int sync, params IReadOnlyList<ObservedAccount> accounts) =>
        script.Record(StreamOf(application), new PartReported(Id(sync), 1, [.. accounts], [], 0), sync);

    public static void Nest(this HistoryScript script, string application, int sync, params IReadOnlyList<ObservedNesting> nestings) =>
        script.Record(StreamOf(application), new PartReported(Id(sync), 1, [], [.. nestings], 0), sync);

    public static void End(this HistoryScript script, string application, int sync, SyncOutcome outcome) =>
        script.Record(StreamOf(application), new SyncEnded(Id(sync), outcome, 0, 0, 0), sync);

    /// <summary>A whole and complete sync.</summary>
    public static void Report(this HistoryScript script, string application, int sync, long at, params IReadOnlyList<ObservedAccount> accounts)
    {
        script.Begin(application, sync, SyncKind.Full, at);
        script.Part(application, sync, accounts);
        script.End(application, sync, SyncOutcome.Complete);
    }

    public static ObservedAccount Account(int key, string? owner, params IEnumerable<string> holds) =>
        new(Id(key), owner is null ? null : new IdentityId(owner), null, false, null, [.. holds.Select(h => new ObservedGrant(new(h), null))]);

    public static ObservedAccount Gone(int key) => new(Id(key), null, null, true, null, []);

    public static ObservedNesting Nesting(string entitlement, params IEnumerable<string> contains) =>
        new(new(entitlement), [.. contains.Select(c => new EntitlementId(c))]);

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static string StreamOf(string application) => StreamNames.OfObservation(new AppId(application));
}
