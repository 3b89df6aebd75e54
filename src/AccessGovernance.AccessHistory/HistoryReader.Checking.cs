using System.Runtime.InteropServices;
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

    /// <summary>
    /// The grants of some entitlements that an identity itself holds at one instant of the period at least, whatever else gives it the same: unlike
    /// what explains a check, none hides another.
    /// </summary>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public IReadOnlyList<HeldGrant> GrantsOf(IdentityId identity, IReadOnlySet<EntitlementId> entitlements, Period during, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(entitlements);
        RequireOneState(reading);
        if (Find(identity, reading) is not { } holder)
            return [];
        var view = ViewOf(reading);
        var (status, evaluation, whole) = (view.StatusOf(holder), new GrantEvaluation(view), new[] { new Segment(during, 0, Segment.NoEdge) });
        var found = new Dictionary<int, HoldingBuilder>();
        foreach (var row in holder.Grants.Published)
        {
            var node = index.Grants.OwnerOf(row);
            var entitlement = index.Entitlements[node];
            if (!entitlements.Contains(new EntitlementId(entitlement.Id)) || !view.MayHold(index.Grants, row, during))
                continue;
            foreach (var piece in evaluation.Pieces(row, status, whole, out var evidence))
                (CollectionsMarshal.GetValueRefOrAddDefault(found, node, out _) ??= new(holder, entitlement)).Add(evidence, piece.During, 0, status);
        }
        return [.. found.Values.SelectMany(b => b.Build(view).Grants)];
    }
}
