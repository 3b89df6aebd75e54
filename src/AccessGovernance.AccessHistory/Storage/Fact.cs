using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Storage;

internal enum FactChange : byte
{
    Opened = 1,
    Ended = 2,
    Corrected = 3,
    Voided = 4,
}

/// <summary>What one record made of a fact: its whole validity from then on. Times in milliseconds.</summary>
internal struct FactVersion
{
    public long Position;
    public long From;
    public long Until;
    public int Previous;
    public int Import;
    public int Actor;
    public FactChange Change;

    public readonly Period Validity => new(new Instant(From), new Instant(Until));

    public readonly bool IsVoid => Change == FactChange.Voided;
}

/// <summary>A grant, a conferral or a link: who or what has what, with its versions in log order.</summary>
internal struct Fact
{
    public Guid Id;
    public int Subject;
    public int Object;

    /// <summary>Cause of a grant, role of a link.</summary>
    public int Detail;

    /// <summary>Ordinal of the newest change, or <see cref="FactStore.NoChange"/>.</summary>
    public int Last;

    public FactVersion First;
}
