using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>When entitlements belonged to which application, in one reading.</summary>
internal sealed class Belonging(View view, Reading reading)
{
    /// <summary>When an entitlement belonged to another application than one: never, while it is not defined.</summary>
    public IReadOnlyList<Period> Elsewhere(string entitlement, string application)
    {
        if (view.Index.Entitlements.Find(entitlement) is not { } node || !node.IsRegisteredAt(reading.ReadPosition))
            return [];
        if (node.OnlyApplication is { } only)
            return only.Id == application ? [] : [Period.Always];
        var elsewhere = new List<Period>();
        var placements = node.Placements.Published.ToArray();
        Instant[] turns = [Period.Always.From, .. placements.Select(p => p.From).Order(), Instant.Forever];
        for (var i = 0; i + 1 < turns.Length; i++)
        {
            if (CoverageFinding.ApplicationOf(view, node, turns[i]) is { } at && at.Id != application)
                elsewhere.Add(new(turns[i], turns[i + 1]));
        }
        return elsewhere;
    }

    /// <summary>Whether it did so all through a period.</summary>
    public bool IsElsewhere(string entitlement, string application, Period during)
    {
        var own = new SpanSet(during);
        foreach (var foreign in Elsewhere(entitlement, application))
            own.Remove(foreign);
        return own.IsEmpty;
    }
}
