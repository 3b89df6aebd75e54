namespace AccessGovernance.Domain;

/// <summary>How long a personal text is kept: with the profile, or as evidence of a decision.</summary>
public enum RetentionClass
{
    Profile = 1,
    Evidence = 2,
}

/// <summary>
/// Text about a person. Readable while a request is decided, sealed from the moment it enters the history; the decisions never look
/// inside. Its printed form reveals nothing.
/// </summary>
public sealed record PersonalText
{
    private PersonalText(RetentionClass retention, string? plain, ReadOnlyMemory<byte> sealedBytes) =>
        (Retention, PlainText, SealedBytes) = (retention, plain, sealedBytes);

    public RetentionClass Retention { get; }

    /// <summary>The text itself, or null once it is sealed.</summary>
    public string? PlainText { get; }

    /// <summary>The ciphertext; empty before sealing.</summary>
    public ReadOnlyMemory<byte> SealedBytes { get; }

    public static PersonalText Plain(RetentionClass retention, string text) => new(retention, text, default);

    public static PersonalText Sealed(RetentionClass retention, ReadOnlyMemory<byte> ciphertext) => new(retention, null, ciphertext);

    public bool Equals(PersonalText? other) => other is not null && Retention == other.Retention && PlainText == other.PlainText
        && SealedBytes.Span.SequenceEqual(other.SealedBytes.Span);

    public override int GetHashCode() => HashCode.Combine(Retention, PlainText, SealedBytes.Length);

    public override string ToString() => "[personal]";
}
