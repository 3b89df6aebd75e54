using System.Collections.Immutable;
using System.Text;
using AccessGovernance.Domain;
using Google.Protobuf.Collections;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Requests;

/// <summary>Free texts, attributes and enums of requests, checked.</summary>
public static class Texts
{
    public const int MaxTextBytes = 4_096;
    public const int MaxLabelBytes = 256;
    public const int MaxAttributes = 64;

    /// <summary>A reason about a person; null when none is given.</summary>
    public static PersonalText? Reason(string reason) =>
        reason.Length == 0 ? null : PersonalText.Plain(RetentionClass.Evidence, Said("reason", reason));

    /// <summary>A reason about things that are no person.</summary>
    public static string? PlainReason(string reason) => reason.Length == 0 ? null : Said("reason", reason);

    /// <summary>What somebody says of something that they do: not nothing in many characters.</summary>
    public static string Said(string field, string text) => AttributeTexts.IsBlank(text)
        ? throw new InvalidRequestException(field, "has nothing but spaces or invisible characters; say something, or leave it out")
        : Text(field, text, MaxTextBytes);

    public static string Text(string field, string text, int maxBytes)
    {
        if (text.Length > maxBytes || Encoding.UTF8.GetByteCount(text) > maxBytes)
            throw new InvalidRequestException(field, $"must be at most {maxBytes} bytes of UTF-8");
        return AttributeTexts.Forbidden(text) is { } c
            ? throw new InvalidRequestException(field, $"must not contain the control or bidirectional character U+{(int)c:X4}")
            : text;
    }

    /// <summary>A text of one line.</summary>
    public static string Label(string field, string text) => text.AsSpan().ContainsAny("\n\r\t")
        ? throw new InvalidRequestException(field, "must be one line, without tabs")
        : Text(field, text, MaxLabelBytes);

    public static ImmutableSortedDictionary<string, PersonalText?> Attributes(MapField<string, string> attributes)
    {
        if (attributes.Count > MaxAttributes)
            throw new InvalidRequestException("attributes", $"must be at most {MaxAttributes}");
        return attributes.ToImmutableSortedDictionary(a => AttributeName(a.Key), a => (PersonalText?)AttributeValue(a.Key, a.Value), StringComparer.Ordinal);
    }

    public static string AttributeName(string name) => AttributeTexts.IsName(name) ? name : throw new InvalidRequestException("attributes",
        $"has a name that is not 1 to {AttributeTexts.MaxNameLength} lower-case letters, digits, dots, dashes or underscores");

    public static PersonalText AttributeValue(string name, string value) => value.Length == 0
        ? throw new InvalidRequestException($"attributes.{name}", "must not be empty; name it in update_mask and leave it out to remove it")
        : PersonalText.Plain(RetentionClass.Profile, Text($"attributes.{name}", value, MaxTextBytes));

    /// <summary>An enum of the API as the domain's, by number; zero is not a value.</summary>
    public static TDomain Enum<TApi, TDomain>(string field, TApi value)
        where TApi : struct, Enum
        where TDomain : struct, Enum
    {
        var number = (TDomain)(object)(int)(object)value;
        return System.Enum.IsDefined(number)
            ? number
            : throw new InvalidRequestException(field, $"must be one of {string.Join(", ", System.Enum.GetValues<TDomain>().Where(v => (int)(object)v != 0))}");
    }

    /// <summary>The cause of a grant; imports state their own.</summary>
    public static Cause Cause(V1.Cause? cause)
    {
        if (cause is null || (cause.Kind == V1.CauseKind.Unspecified && cause.Reference.Length == 0))
            return new Cause(CauseKind.DirectAssignment, null);
        var kind = cause.Kind == V1.CauseKind.Unspecified ? CauseKind.DirectAssignment : Enum<V1.CauseKind, CauseKind>("cause.kind", cause.Kind);
        if (kind == CauseKind.Import)
            throw new InvalidRequestException("cause.kind", "must not be import: only imports state it");
        return new Cause(kind, cause.Reference.Length == 0 ? null : Names.Raw("cause.reference", cause.Reference));
    }

    public static Guid Id(string field, string id) =>
        Guid.TryParseExact(id, "D", out var parsed) ? parsed : throw new InvalidRequestException(field, "must be a UUID as the server answered it");
}
