using System.Collections.Immutable;

namespace AccessGovernance.Domain.Conditions;

public enum AttributeKind
{
    /// <summary>Any text: ==, !=, in, starts with, ends with.</summary>
    Text = 1,

    /// <summary>A decimal number: ==, !=, &lt;, &lt;=, &gt;, &gt;=, in.</summary>
    Number = 2,

    /// <summary>True or false: ==, !=.</summary>
    Boolean = 3,

    /// <summary>A moment: before, after.</summary>
    Instant = 4,

    /// <summary>One of some words that have no order: ==, !=, in.</summary>
    Choice = 5,

    /// <summary>One of some words, lowest first: ==, !=, &lt;, &lt;=, &gt;, &gt;=, in.</summary>
    Level = 6,

    /// <summary>Several texts at once: has.</summary>
    TextSet = 7,
}

/// <summary>What values an attribute has, and so what may be asked of it. Whether there is one (<c>exists</c>) may be asked of every attribute.</summary>
/// <param name="Words">All values of a choice or a level; empty for the other kinds.</param>
public sealed record AttributeType(AttributeKind Kind, ImmutableArray<string> Words)
{
    public static readonly AttributeType Text = new(AttributeKind.Text, []);
    public static readonly AttributeType Number = new(AttributeKind.Number, []);
    public static readonly AttributeType Boolean = new(AttributeKind.Boolean, []);
    public static readonly AttributeType Instant = new(AttributeKind.Instant, []);
    public static readonly AttributeType TextSet = new(AttributeKind.TextSet, []);

    /// <summary>A type whose words are those of an enumeration, in its order: <c>ApprovedRequest</c> is <c>approved-request</c>.</summary>
    public static AttributeType Of<T>(AttributeKind kind)
        where T : struct, Enum => new(kind, [.. Enum.GetValues<T>().Select(WordOf)]);

    /// <summary>The word of one value of an enumeration.</summary>
    public static string WordOf<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>What a value of it is, in words.</summary>
    public string Described => Kind switch
    {
        AttributeKind.Text => "a text",
        AttributeKind.Number => "a number",
        AttributeKind.Boolean => "true or false",
        AttributeKind.Instant => "a moment",
        AttributeKind.TextSet => "a set of texts",
        _ => $"one of {string.Join(", ", Words)}",
    };
}
