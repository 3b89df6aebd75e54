using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// The canonical JSON of event bodies: equal events have equal bytes. Personal texts must be sealed already and stay so. A missing or
/// unknown member is an error: a new shape is a new version. Thread-safe.
/// </summary>
public static class EventJson
{
    private static readonly JsonSerializerOptions Options = new(EventJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = EventJsonContext.Default.WithAddedModifier(RequireWhatCannotBeNull),
    };

    private static readonly FrozenDictionary<string, JsonTypeInfo> Generic = EventCatalogue.All
        .ToFrozenDictionary(e => e.Name, e => Options.GetTypeInfo(e.Event), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Func<ReadOnlySpan<byte>, DomainEvent>> Readers = EventCatalogue.All
        .ToFrozenDictionary(e => e.Name, e => FrequentEvents.ReaderOf(e.Name) ?? LargeReaderOf(e.Event, e.Name) ?? (body => DecodeGeneric(e.Name, body)),
            StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The event is not in the catalogue.</exception>
    /// <exception cref="InvalidOperationException">A personal text in it is not sealed.</exception>
    public static byte[] Encode(DomainEvent what)
    {
        var name = EventCatalogue.NameOf(what);
        var body = JsonBuffer.Write((What: what, Type: Generic[name]), static (json, e) => JsonSerializer.Serialize(json, e.What, e.Type));
        if (what is PopulationFrozen population)
            FrozenPopulations.Note(body, population);
        return body;
    }

    /// <summary>The event, or null when the catalogue does not have the name.</summary>
    /// <exception cref="JsonException">The body is not that of such an event.</exception>
    public static DomainEvent? Decode(string name, ReadOnlySpan<byte> body) =>
        Readers.TryGetValue(name, out var read) ? read(body) : null;

    /// <summary>As <see cref="Decode"/>, by the generated code alone: what the faster readers are measured against.</summary>
    public static DomainEvent DecodeGeneric(string name, ReadOnlySpan<byte> body) =>
        (DomainEvent?)JsonSerializer.Deserialize(body, Generic[name]) ?? throw new JsonException("The body of an event is null.");

    private static Func<ReadOnlySpan<byte>, DomainEvent>? LargeReaderOf(Type what, string name) => what switch
    {
        _ when what == typeof(PopulationFrozen) => body => FrozenPopulations.Read(body, stored => (PopulationFrozen)DecodeGeneric(name, stored)),
        _ when what == typeof(PopulationContinued) => body => PopulationTexts.Shared((PopulationContinued)DecodeGeneric(name, body)),
        _ => null,
    };

    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.Set is not null || property.AssociatedParameter is not null)
                property.IsRequired = !property.IsGetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null;
        }
    }
}
