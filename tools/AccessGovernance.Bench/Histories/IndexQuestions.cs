using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;

namespace AccessGovernance.Bench.Histories;

/// <summary>The questions of the benches as the index takes them, in process. Answers are counted, so that nothing is left out.</summary>
internal sealed class IndexQuestions(HistoryReader reader)
{
    private readonly Reading now = reader.Latest;

    /// <summary>Holders as known now.</summary>
    public int Who(EntitlementId entitlement, Instant at) => Who(entitlement, at, now).Rows.Count;

    /// <summary>Holders as known at an earlier time, finding that state of knowledge included.</summary>
    public int WhoKnownAt(Question q) => Who(q.Entitlement, q.At, reader.Read(Knowledge.AtTime(q.KnownAt))).Rows.Count;

    public HoldingsAnswer Who(EntitlementId entitlement, Instant at, Reading reading) =>
        reader.WhoHadAccess(entitlement, Period.At(at), reading, Page.All) ?? throw Unknown(entitlement.Value);

    public int What(Question q) => What(q, now).Rows.Count;

    public int WhatKnownAt(Question q) => What(q, reader.Read(Knowledge.AtTime(q.KnownAt))).Rows.Count;

    public bool Check(Question q) => Check(q, now).Allowed;

    public bool CheckKnownAt(Question q) => Check(q, reader.Read(Knowledge.AtTime(q.KnownAt))).Allowed;

    /// <summary>How many hold it as known now.</summary>
    public int Count(Question q) => Who(q.Entitlement, q.At);

    private HoldingsAnswer What(Question q, Reading reading) =>
        reader.WhatDidTheyHold(q.Identity, Period.At(q.At), reading, Page.All) ?? throw Unknown(q.Identity.Value);

    private CheckAnswer Check(Question q, Reading reading) =>
        reader.CheckAccess(q.Identity, q.Entitlement, Period.At(q.At), reading, explain: false) ?? throw Unknown(q.Identity.Value);

    private static InvalidOperationException Unknown(string id) => new($"The index does not know '{id}', which the history made.");
}
