using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory;

/// <summary>How many hold an entitlement in a layer.</summary>
/// <param name="Identities">Distinct ones.</param>
/// <param name="Entitled">Of these, those that hold it by what was decided.</param>
/// <param name="Observed">Of these, those that were seen with it.</param>
/// <param name="Accounts">Accounts besides that were seen with it and belong to nobody known.</param>
/// <param name="Coverage">Of every application whose reports the answer rests on.</param>
public sealed record LayeredCount(
    AnswerBasis Basis, IReadOnlyList<ObservedCoverage> Coverage, long Identities, long Entitled, long Observed, long Accounts);

public sealed partial class HistoryReader
{
    /// <summary>How many had an entitlement in one of the layers asked for: those that <see cref="WhoHadAccessIn"/> names.</summary>
    /// <returns>Null when the entitlement is neither defined nor was ever reported up to the read position.</returns>
    /// <exception cref="ArgumentException">The reading is of more than one state of knowledge.</exception>
    public LayeredCount? CountHoldersIn(AskedLayer layer, EntitlementId entitlement, Period during, Reading reading)
    {
        RequireOneState(reading);
        ArgumentNullException.ThrowIfNull(layer);
        var within = WithinOf(layer, entitlement, reading);
        var entitled = HoldersOf(entitlement, during, reading);
        if (entitled is null && !IsKnown(entitlement, reading, within))
            return null;
        var observed = Observing(reading, within).Holders(entitlement.Value, during);
        var seen = observed.Where(o => o.Identity is not null).Select(o => o.Identity!.Value).ToHashSet();
        long both = entitled?.Ids.Count(seen.Contains) ?? 0;
        long held = layer.Layer == AccessLayer.Observed ? both : entitled?.Ids.Count ?? 0;
        return new(entitled?.Basis ?? new AnswerBasis(reading, []), Coverage(entitlement, during, reading, within), seen.Count + held - both, held, seen.Count,
            observed.Count(o => o.Identity is null));
    }
}
