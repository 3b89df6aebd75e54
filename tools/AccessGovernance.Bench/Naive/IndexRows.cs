using AccessGovernance.AccessHistory;

namespace AccessGovernance.Bench.Naive;

/// <summary>Answers of the index in the form of <see cref="NaiveRows"/>.</summary>
internal static class IndexRows
{
    public static List<string> Texts(HoldingsAnswer answer, Func<Holding, string> name)
    {
        var rows = new NaiveRows();
        foreach (var holding in answer.Rows)
        {
            foreach (var grant in holding.Grants)
                rows.Add(name(holding), grant.Grant.Value, holding.State == AccessState.Active);
        }
        return rows.Texts();
    }
}
