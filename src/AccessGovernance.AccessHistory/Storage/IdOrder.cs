namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Orders ids by the bytes of their UTF-8 form, without making it.</summary>
internal sealed class IdOrder : IComparer<string>
{
    public static readonly IdOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var shared = x.AsSpan().CommonPrefixLength(y);
        if (shared == x.Length || shared == y.Length)
            return x.Length.CompareTo(y.Length);
        return Rank(x[shared]).CompareTo(Rank(y[shared]));
    }

    // UTF-16 sorts surrogates below U+E000; UTF-8 sorts what they stand for above everything else.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
