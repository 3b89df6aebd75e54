using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;

namespace AccessGovernance.Bench.Histories;

/// <summary>The questions of the benches as the index takes them, in process. Answers are counted, so that nothing is left out.</summary>
internal sealed class IndexQuestions(HistoryReader reader)
{
    private readonly Reading now = reader.Latest;

    /// <summary>Ids of holders as known now.</summary>
    public int Who(EntitlementId entitlement, Instant at) => Who(entitlement, at, now).Ids.Count;

    /// <summary>Ids of holders as known at an earlier time, finding that state of knowledge included.</summary>
    public int WhoKnownAt(Question q) => Who(q.Entitlement, q.At, reader.Read(Knowledge.AtTime(q.KnownAt))).Ids.Count;

    /// <summary>Holders with their grants, causes and paths, as known now.</summary>
    public int WhoAndWhy(Question q) =>
        (reader.WhoHadAccess(q.Entitlement, Period.At(q.At), now, Page.All) ?? throw Unknown(q.Entitlement.Value)).Rows.Count;

    /// <summary>Grants of everybody in force as known now.</summary>
    public long State(Instant at) => reader.CountGrants(at, now);

    /// <summary>Grants of everybody in force as known at an earlier time, finding that state of knowledge included.</summary>
    public long StateKnownAt(Question q) => reader.CountGrants(q.At, reader.Read(Knowledge.AtTime(q.KnownAt)));

    public int What(Question q) => What(q, now).Rows.Count;

    public int WhatKnownAt(Question q) => What(q, reader.Read(Knowledge.AtTime(q.KnownAt))).Rows.Count;

    public bool Check(Question q) => Check(q, now).Allowed;

    public bool CheckKnownAt(Question q) => Check(q, reader.Read(Knowledge.AtTime(q.KnownAt))).Allowed;

    /// <summary>How many hold it as known now.</summary>
    public long Count(Question q) =>
        (reader.CountHolders(q.Entitlement, Period.At(q.At), now, CancellationToken.None) ?? throw Unknown(q.Entitlement.Value)).Identities;

    private HolderIds Who(EntitlementId entitlement, Instant at, Reading reading) =>
        reader.HoldersOf(entitlement, Period.At(at), reading) ?? throw Unknown(entitlement.Value);

    private HoldingsAnswer What(Question q, Reading reading) =>
        reader.WhatDidTheyHold(q.Identity, Period.At(q.At), reading, Page.All) ?? throw Unknown(q.Identity.Value);

    private CheckAnswer Check(Question q, Reading reading) =>
        reader.CheckAccess(q.Identity, q.Entitlement, Period.At(q.At), reading, explain: false) ?? throw Unknown(q.Identity.Value);

    private static InvalidOperationException Unknown(string id) => new($"The index does not know '{id}', which the history made.");
}
