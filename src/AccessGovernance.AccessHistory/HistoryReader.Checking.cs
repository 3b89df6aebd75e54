using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>Whether an identity had access to an entitlement at one instant of the period at which it was active.</summary>
    /// <param name="explain">Whether the answer names what the access rests on, which takes several times as long.</param>
    /// <returns>Null when one of the two is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge: a check is of one.</exception>
    public CheckAnswer? CheckAccess(IdentityId identity, EntitlementId entitlement, Period during, Reading reading, bool explain)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.KnownBy == KnownBy.Ever)
            throw new ArgumentException("A check is of one state of knowledge.", nameof(reading));
        if (Find(identity, reading) is not { } holder || Find(entitlement, reading) is not { } asked)
            return null;
        var view = ViewOf(reading);
        var basis = new AnswerBasis(reading, CoverageFinding.Of(view, asked, during.From, reading));
        var answer = new CheckAnswer(basis, AccessCheck.Of(view, holder, asked, during), null);
        return explain && answer.IsOnRecord ? answer with { Holding = WhatShows(view, holder, asked, during) } : answer;
    }

    private static Holding WhatShows(View view, IdentityNode holder, EntitlementNode asked, Period during)
    {
        var builder = new HoldingBuilder(holder, asked);
        var evaluation = new GrantEvaluation(view);
        evaluation.CollectDirect(holder, asked, during, builder);
        if (!builder.IsActive && (!builder.IsHeld || !asked.Incoming.IsEmpty))
            evaluation.CollectHolder(holder, Holders.PathsTo(view, asked, during), builder);
        return builder.Build(view);
    }
}
