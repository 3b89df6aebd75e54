namespace AccessGovernance.Bench.Engines;

/// <summary>What can be asked of every engine.</summary>
internal enum Ask
{
    /// <summary>Ids of the holders of an entitlement at an instant.</summary>
    Who = 1,

    /// <summary>Ids of the entitlements of an identity at an instant.</summary>
    What = 2,

    /// <summary>"yes" if an identity had an entitlement on record at an instant, else nothing.</summary>
    Check = 3,

    /// <summary>The number of holders of an entitlement at an instant.</summary>
    Count = 4,

    /// <summary>The number of rows of the whole state at an instant, after every one of them has arrived.</summary>
    Export = 5,
}

/// <summary>One caller's way to the same facts, as known now. Used for one question at a time.</summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>Adds the answer to <paramref name="answer"/>: ids as text, each once, in any order.</summary>
    ValueTask Answer(Ask ask, AskedQuestion question, List<string> answer);
}

/// <summary>A question with what each engine finds its subject by; SQL engines get ordinals and need not look names up.</summary>
/// <param name="Conferred">Whether anything ever conferred the entitlement; SQL engines may leave conferrals out otherwise.</param>
internal readonly record struct AskedQuestion(string Identity, int IdentityOrdinal, string Entitlement, int EntitlementOrdinal, long At, bool Conferred)
{
    public static AskedQuestion Parse(string line)
    {
        var f = line.Split('\t');
        return new(f[0], int.Parse(f[1]), f[2], int.Parse(f[3]), long.Parse(f[4]), bool.Parse(f[5]));
    }

    public override string ToString() => string.Join('\t', Identity, IdentityOrdinal, Entitlement, EntitlementOrdinal, At, Conferred);
}
