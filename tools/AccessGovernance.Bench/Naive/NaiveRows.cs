namespace AccessGovernance.Bench.Naive;

/// <summary>Rows of an answer in a form that can be compared: what, in which state, by which grants.</summary>
internal sealed class NaiveRows
{
    private readonly SortedDictionary<string, (bool IsActive, SortedSet<Guid> Grants)> rows = new(StringComparer.Ordinal);

    /// <param name="isActive">A row is active when access worked at one instant at least.</param>
    public void Add(string row, Guid grant, bool isActive)
    {
        var (wasActive, grants) = rows.TryGetValue(row, out var found) ? found : (false, []);
        grants.Add(grant);
        rows[row] = (wasActive || isActive, grants);
    }

    public List<string> Texts() => [.. rows.Select(r => $"{r.Key} {(r.Value.IsActive ? "active" : "suspended")} by {string.Join(',', r.Value.Grants)}")];
}
