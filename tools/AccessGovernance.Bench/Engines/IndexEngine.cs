using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;

namespace AccessGovernance.Bench.Engines;

/// <summary>The index in this process.</summary>
internal sealed class IndexEngine(HistoryIndex index) : IEngine
{
    private readonly HistoryReader reader = new(index);
    private readonly Reading now = new HistoryReader(index).Latest;

    public ValueTask Answer(Ask ask, AskedQuestion question, List<string> answer)
    {
        var at = Period.At(new Instant(question.At));
        var (identity, entitlement) = (new IdentityId(question.Identity), new EntitlementId(question.Entitlement));
        switch (ask)
        {
            case Ask.Who:
                var holders = reader.HoldersOf(entitlement, at, now)!.Ids;
                foreach (var holder in holders)
                    answer.Add(holder.Value);
                break;
            case Ask.What:
                answer.AddRange(reader.NamesHeldBy(identity, at.From, now, Page.All)!.Entitlements);
                break;
            case Ask.Check:
                if (reader.CheckAccess(identity, entitlement, at, now, explain: false)!.IsOnRecord)
                    answer.Add("yes");
                break;
            case Ask.Count: answer.Add($"{reader.CountHolders(entitlement, at, now, CancellationToken.None)!.Identities}"); break;
            default: throw new ArgumentOutOfRangeException(nameof(ask));
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
