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
    public FactChange Change;
    public bool Imported;

    public readonly Period Validity => new(new Instant(From), new Instant(Until));

    public readonly bool IsVoid => Change == FactChange.Voided;

    public readonly Mark Mark => new(Position, Imported);
}
