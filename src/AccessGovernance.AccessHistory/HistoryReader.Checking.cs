using AccessGovernance.AccessHistory.Evaluation;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

public sealed partial class HistoryReader
{
    /// <summary>Whether an identity had access to an entitlement at one instant of the period at which it was active.</summary>
    /// <param name="explain">Whether the answer names what the access rests on, which takes longer.</param>
    /// <returns>Null when one of the two is not registered at the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge: a check is of one.</exception>
    public CheckAnswer? CheckAccess(IdentityId identity, EntitlementId entitlement, Period during, Reading reading, bool explain) =>
        CheckAccessOf(identity.Value, entitlement.Value.AsSpan(), during, reading, explain);

    /// <summary>The same of ids that nobody need have looked at: what is no id is not registered.</summary>
    public CheckAnswer? CheckAccessOf(ReadOnlySpan<char> identity, ReadOnlySpan<char> entitlement, Period during, Reading reading, bool explain)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (reading.KnownBy == KnownBy.Ever)
            throw new ArgumentException("A check is of one state of knowledge.", nameof(reading));
        if (Registered(index.Identities.Find(identity), reading) is not { } holder
            || Registered(index.Entitlements.Find(entitlement), reading) is not { } asked)
            return null;
        var view = ViewOf(reading);
        var basis = new AnswerBasis(reading, CoverageFinding.Of(view, asked, during.From, reading));
        var check = new AccessCheck(view, holder, asked, during, explain);
        return new CheckAnswer(basis, check.Judge(), check.Shown);
    }
}
