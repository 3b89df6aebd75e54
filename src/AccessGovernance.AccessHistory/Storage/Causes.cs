using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>
/// The causes of grants by the position that recorded them. Those that come again get a small number; the others (one request each)
/// are kept as text. One writer, readers up to a published position.
/// </summary>
internal sealed class Causes
{
    /// <summary>Causes that may get a number, and how many of those seen once are remembered, to be recognised the second time.</summary>
    private const int MaxNumbered = 1 << 16;
    private const int MaxRemembered = 1 << 11;

    // Which positions recorded a grant; which of the grants have a cause of their own; the numbers of the others.
    private readonly RankedBits grants = new();
    private readonly RankedBits single = new();
    private readonly PackedColumn numbers = new();
    private readonly CauseTexts singles = new();
    private readonly Dictionary<Cause, int> numbered = [];
    private readonly Column<Cause> byNumber = new();
    private readonly HashSet<Cause> seenOnce = [];

    public long Bytes => grants.Bytes + single.Bytes + numbers.Bytes + singles.Bytes + byNumber.Bytes;

    /// <summary>The cause of the grant that a position recorded.</summary>
    public Cause At(long position)
    {
        var (isSingle, number) = Place(position);
        if (!isSingle)
            return byNumber[number];
        var (kind, reference) = singles[number];
        return new Cause(kind, reference);
    }

    /// <summary>The same in its parts.</summary>
    public (CauseKind Kind, string? Reference) PartsAt(long position)
    {
        var (isSingle, number) = Place(position);
        if (isSingle)
            return singles[number];
        var cause = byNumber[number];
        return (cause.Kind, cause.Reference);
    }

    /// <summary>Its kind, without its text.</summary>
    public CauseKind KindAt(long position)
    {
        var (isSingle, number) = Place(position);
        return isSingle ? singles.KindOf(number) : byNumber[number].Kind;
    }

    /// <summary>Takes in the next position: of a grant its cause, else null.</summary>
    public void Append(Cause? cause)
    {
        if (cause is not null)
            Add(cause);
        grants.Add(cause is not null);
    }

    public void Save(PageWriter to)
    {
        grants.Save(to);
        single.Save(to);
        numbers.Save(to);
        singles.Save(to);
        to.Int(byNumber.Count);
        for (var i = 0; i < byNumber.Count; i++)
        {
            to.Int((int)byNumber[i].Kind);
            to.Int(byNumber[i].Reference is null ? 0 : 1);
            to.Text(byNumber[i].Reference ?? "");
        }
    }

    public void Load(PageReader from)
    {
        grants.Load(from);
        single.Load(from);
        numbers.Load(from);
        singles.Load(from);
        for (var left = from.Count(); left > 0; left--)
        {
            var (kind, named, reference) = ((CauseKind)from.Int(), from.Int() != 0, from.Text());
            var cause = new Cause(kind, named ? reference : null);
            numbered[cause] = byNumber.Add(cause);
        }
    }

    private void Add(Cause cause)
    {
        var number = NumberOf(cause);
        if (number is { } known)
            numbers.Add(known);
        else
            singles.Add(cause.Kind, cause.Reference!);
        single.Add(number is null);
    }

    private int? NumberOf(Cause cause)
    {
        if (numbered.TryGetValue(cause, out var number))
            return number;
        if (cause.Reference is null || (byNumber.Count < MaxNumbered && !seenOnce.Add(cause)))
        {
            seenOnce.Remove(cause);
            return numbered[cause] = byNumber.Add(cause);
        }
        if (seenOnce.Count >= MaxRemembered)
            seenOnce.Clear();
        return null;
    }

    // Whether it is a cause of its own, and its number among these, or the number that it got.
    private (bool IsSingle, int Number) Place(long position)
    {
        var grant = grants.CountUpTo((int)position - 1) - 1;
        var singlesUpTo = single.CountUpTo(grant);
        return single[grant] ? (true, singlesUpTo - 1) : (false, (int)numbers[grant - singlesUpTo]);
    }
}
