using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>Whether an identity had access to an entitlement at one instant of the period at which it was active.</summary>
    /// <param name="explain">Whether the answer names what the access rests on, which takes longer.</param>
    /// <returns>Null when one of the two is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge: a check is of one.</exception>
    public CheckAnswer? CheckAccess(IdentityId identity, EntitlementId entitlement, Period during, Reading reading, bool explain) =>
        CheckAccess(identity.Value.AsSpan(), entitlement.Value.AsSpan(), during, reading, explain);

    /// <summary>The same for ids as text, which nobody need have checked: what is no id is not registered.</summary>
    public CheckAnswer? CheckAccess(ReadOnlySpan<char> identity, ReadOnlySpan<char> entitlement, Period during, Reading reading, bool explain)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.KnownBy == KnownBy.Ever)
            throw new ArgumentException("A check is of one state of knowledge.", nameof(reading));
        if (Registered(index.Identities.Find(identity), reading) is not { } holder
            || Registered(index.Entitlements.Find(entitlement), reading) is not { } asked)
            return null;
        var view = ViewOf(reading);
        var basis = new AnswerBasis(reading, CoverageFinding.Of(view, asked, during.From, reading));
        var reason = AccessCheck.Of(view, holder, asked, during, out var paths);
        var isOnRecord = reason is CheckReason.Held or CheckReason.Suspended;
        return new CheckAnswer(basis, reason, explain && isOnRecord ? WhatShows(view, holder, asked, during, paths) : null);
    }

    private static Holding WhatShows(View view, IdentityNode holder, EntitlementNode asked, Period during, ConferringPaths paths)
    {
        var builder = new HoldingBuilder(holder, asked);
        var evaluation = new GrantEvaluation(view);
        evaluation.CollectDirect(holder, asked, during, builder);
        if (!builder.IsActive)
            evaluation.CollectConferred(holder, paths, during, builder);
        return builder.Build(view, paths.Count > 0 ? paths : null);
    }
}
