using System.Text.Json;
using System.Text.Json.Serialization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.EventLog.Events;

/// <summary>Ids that target systems gave, as plain strings.</summary>
internal abstract class TextIdConverter<T>(Func<string, T> wrap, Func<T, string> unwrap) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        wrap(reader.GetString() ?? throw new JsonException("An id is null."));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(
        unwrap(value) ?? throw new InvalidOperationException($"A {typeof(T).Name} without a value cannot be stored."));
}

internal sealed class IdentityIdConverter() : TextIdConverter<IdentityId>(v => new(v), v => v.Value);

internal sealed class PersonIdConverter() : TextIdConverter<PersonId>(v => new(v), v => v.Value);

internal sealed class AppIdConverter() : TextIdConverter<AppId>(v => new(v), v => v.Value);

internal sealed class EntitlementIdConverter() : TextIdConverter<EntitlementId>(v => new(v), v => v.Value);

/// <summary>Derived ids, as UUIDs with dashes.</summary>
internal abstract class GuidIdConverter<T>(Func<Guid, T> wrap, Func<T, Guid> unwrap) : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => wrap(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(unwrap(value));
}

internal sealed class GrantIdConverter() : GuidIdConverter<GrantId>(v => new(v), v => v.Value);

internal sealed class ConferralIdConverter() : GuidIdConverter<ConferralId>(v => new(v), v => v.Value);

internal sealed class LinkIdConverter() : GuidIdConverter<LinkId>(v => new(v), v => v.Value);

internal sealed class HoldIdConverter() : GuidIdConverter<HoldId>(v => new(v), v => v.Value);

internal sealed class TokenIdConverter() : GuidIdConverter<TokenId>(v => new(v), v => v.Value);

internal sealed class DefinitionIdConverter() : GuidIdConverter<DefinitionId>(v => new(v), v => v.Value);

internal sealed class CampaignIdConverter() : GuidIdConverter<CampaignId>(v => new(v), v => v.Value);

internal sealed class MessageIdConverter() : GuidIdConverter<MessageId>(v => new(v), v => v.Value);

internal sealed class ConditionTextConverter() : TextIdConverter<ConditionText>(v => new(v), v => v.Value);

/// <summary>A number from 1 on.</summary>
internal sealed class ItemNumberConverter : JsonConverter<ItemNumber>
{
    public override ItemNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, ItemNumber value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}

/// <summary>The bits of a set of items, as base64.</summary>
internal sealed class ItemSetConverter : JsonConverter<ItemSet>
{
    public override ItemSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ItemSet.OfBits(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, ItemSet value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.AsBits());
}

internal sealed class SnapshotIdConverter() : GuidIdConverter<SnapshotId>(v => new(v), v => v.Value);
