using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using AccessGovernance.Domain;

namespace AccessGovernance.EventLog.Events;

/// <summary>Milliseconds since the Unix epoch, as a number.</summary>
internal sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Milliseconds);
}

/// <summary><c>{"from":ms,"until":ms}</c>; an open side is left out.</summary>
internal sealed class PeriodConverter : JsonConverter<Period>
{
    public override Period Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static Period Read(ref Utf8JsonReader reader)
    {
        var (from, until) = Period.Always;
        reader.BeginObject();
        while (reader.NextMember(out var member))
        {
            if (member.SequenceEqual("from"u8))
                from = new Instant(reader.GetInt64());
            else if (member.SequenceEqual("until"u8))
                until = new Instant(reader.GetInt64());
            else
                throw JsonReading.UnknownMember();
        }
        return new Period(from, until);
    }

    public override void Write(Utf8JsonWriter writer, Period value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.From != Period.Always.From)
            writer.WriteNumber("from"u8, value.From.Milliseconds);
        if (!value.Until.IsForever)
            writer.WriteNumber("until"u8, value.Until.Milliseconds);
        writer.WriteEndObject();
    }
}

/// <summary><c>{"class":"profile","sealed":"base64"}</c>. Readable text is never written.</summary>
internal sealed class PersonalTextConverter : JsonConverter<PersonalText>
{
    public override PersonalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public static PersonalText Read(ref Utf8JsonReader reader)
    {
        RetentionClass? retention = null;
        byte[]? ciphertext = null;
        reader.BeginObject();
        while (reader.NextMember(out var member))
        {
            if (member.SequenceEqual("class"u8))
                retention = EnumNames.RetentionClasses.Read(ref reader);
            else if (member.SequenceEqual("sealed"u8))
                ciphertext = reader.GetBytesFromBase64();
            else
                throw JsonReading.UnknownMember();
        }
        return PersonalText.Sealed(
            retention ?? throw JsonReading.Missing("class"),
            ciphertext ?? throw JsonReading.Missing("sealed"));
    }

    public override void Write(Utf8JsonWriter writer, PersonalText value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, PersonalText value)
    {
        if (value.PlainText is not null || value.SealedBytes.IsEmpty)
            throw new InvalidOperationException("A personal text must be sealed before it is stored.");
        writer.WriteStartObject();
        writer.WriteString("class"u8, EnumNames.RetentionClasses.NameOf(value.Retention));
        writer.WriteBase64String("sealed"u8, value.SealedBytes.Span);
        writer.WriteEndObject();
    }
}

/// <summary>Attributes by name in ordinal order; null is a removed attribute.</summary>
internal sealed class AttributesConverter : JsonConverter<ImmutableSortedDictionary<string, PersonalText?>>
{
    private static readonly ImmutableSortedDictionary<string, PersonalText?> None =
        ImmutableSortedDictionary.Create<string, PersonalText?>(StringComparer.Ordinal);

    public override ImmutableSortedDictionary<string, PersonalText?> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var attributes = None.ToBuilder();
        reader.BeginObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            attributes.Add(name, reader.TokenType == JsonTokenType.Null ? null : PersonalTextConverter.Read(ref reader));
        }
        return attributes.ToImmutable();
    }

    public override void Write(
        Utf8JsonWriter writer, ImmutableSortedDictionary<string, PersonalText?> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value.WithComparers(StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            if (text is null)
                writer.WriteNullValue();
            else
                PersonalTextConverter.Write(writer, text);
        }
        writer.WriteEndObject();
    }
}
