using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.PersonalData;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// Turns events into what is stored and back. Every personal text is sealed on the way in, bound to its stream, event and place in the
/// event, and stays sealed on the way out until <see cref="EventCodec.Open(RecordedEvent, DomainEvent)"/> is asked. Thread-safe.
/// </summary>
public sealed class EventCodec(PersonalDataSealer sealer)
{
    /// <summary>The stored name and body of an event; its personal texts must be plain, and are sealed here.</summary>
    /// <exception cref="IdentityForgottenException">It has personal texts, and the identity's keys were destroyed.</exception>
    /// <exception cref="InvalidOperationException">
    /// A defect: a personal text that is about nobody, or one that was sealed for another event.
    /// </exception>
    public (string Type, byte[] Body) Encode(DomainEvent what, string stream, Guid eventId)
    {
        ArgumentNullException.ThrowIfNull(what);
        var index = 0;
        // The order of the attributes is part of what seals bind.
        if (what is AttributesChanged changed)
            what = changed with { Attributes = changed.Attributes.WithComparers(StringComparer.Ordinal) };
        var sealedEvent = what.MapPersonalText(text => Seal(text, what.SubjectOf(index) ?? SubjectOf(stream), Binding(stream, eventId, index++)));
        return (EventCatalogue.NameOf(what), EventJson.Encode(sealedEvent));
    }

    // What reviews record is large and changes no access.
    private static readonly FrozenSet<string> OfReviews =
        EventCatalogue.All.Where(e => e.Event.IsSubclassOf(typeof(ReviewEvent))).Select(e => e.Name).ToFrozenSet(StringComparer.Ordinal);

    private static readonly DomainEvent SomethingReviewed = new DefinitionRetired();

    /// <summary>As <see cref="Decode"/>; any event of reviews is answered by one of them, and not looked into.</summary>
    public static DomainEvent DecodeAccess(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return OfReviews.Contains(recorded.Type) ? SomethingReviewed : Decode(recorded);
    }

    /// <summary>The event as stored; its personal texts stay sealed.</summary>
    /// <exception cref="UnknownEventException">The catalogue does not have its name.</exception>
    /// <exception cref="DamagedLogException">The body is not that of such an event.</exception>
    public static DomainEvent Decode(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        try
        {
            return EventJson.Decode(recorded.Type, recorded.Body.Span) ?? throw new UnknownEventException(recorded.Position, recorded.Type);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new DamagedLogException($"The body at position {recorded.Position} is no {recorded.Type}. Stop, keep a copy of the "
                + "history, and restore it from its backup.", e);
        }
    }

    /// <summary>
    /// The decoded event with its personal texts readable. A text whose key was destroyed stays sealed: after this call
    /// <see cref="PersonalText.PlainText"/> is null exactly for what is forgotten.
    /// </summary>
    /// <exception cref="DamagedLogException">A sealed text is not what was sealed for this event.</exception>
    /// <exception cref="KeyStoreException">The identity never had a key: the key store is older than the history.</exception>
    public DomainEvent Open(RecordedEvent recorded, DomainEvent decoded) => Open(recorded, decoded, _ => true);

    /// <summary>The same for some of its texts, by their places in the event; the others stay sealed and cost nothing.</summary>
    /// <exception cref="DamagedLogException">As above.</exception>
    /// <exception cref="KeyStoreException">As above.</exception>
    public DomainEvent Open(RecordedEvent recorded, DomainEvent decoded, Predicate<int> wanted)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(decoded);
        ArgumentNullException.ThrowIfNull(wanted);
        var (at, next) = (SealedAt.Of(recorded), 0);
        return decoded.MapPersonalText(text =>
        {
            var index = next++;
            return wanted(index) ? Open(text, decoded.SubjectOf(index) ?? SubjectOf(recorded.Stream), at, index) : text;
        });
    }

    /// <summary>One text, by whom it is about and its place in the event; it stays sealed where its key was destroyed.</summary>
    /// <exception cref="DamagedLogException">As above.</exception>
    /// <exception cref="KeyStoreException">As above.</exception>
    public PersonalText Open(PersonalText text, IdentityId subject, SealedAt at, int place)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var plain = sealer.Open(subject, text.Retention, Binding(at.Stream, at.EventId, place), text.SealedBytes.Span);
            return plain is null ? text : PersonalText.Plain(text.Retention, plain);
        }
        catch (CryptographicException e)
        {
            throw new DamagedLogException($"A sealed text at position {at.Position} is not what was sealed for it. Stop, keep a copy "
                + "of the history, and restore it from its backup.", e);
        }
    }

    private PersonalText Seal(PersonalText text, IdentityId subject, byte[] binding)
    {
        if (text.PlainText is not { } plain)
            throw new InvalidOperationException("A text that was sealed for another event can never be opened in this one.");
        return PersonalText.Sealed(text.Retention, sealer.Seal(subject, text.Retention, binding, plain));
    }

    private static IdentityId SubjectOf(string stream) => StreamNames.IdentityOf(stream)
        ?? throw new InvalidOperationException($"The stream '{stream}' is not of an identity: personal texts do not belong there.");

    // Length of the stream's name | name | event id | index: no two places share it.
    private static byte[] Binding(string stream, Guid eventId, int index)
    {
        var length = Encoding.UTF8.GetByteCount(stream);
        var binding = new byte[sizeof(int) + length + 16 + sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(binding, length);
        Encoding.UTF8.GetBytes(stream, binding.AsSpan(sizeof(int)));
        eventId.TryWriteBytes(binding.AsSpan(sizeof(int) + length), bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(binding.AsSpan(sizeof(int) + length + 16), index);
        return binding;
    }
}
