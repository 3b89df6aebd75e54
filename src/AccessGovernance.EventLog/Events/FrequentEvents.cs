using System.Text.Json;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.EventLog.Events;

/// <summary>
/// Readers of the events that a history consists of for the most part. They read the same bytes as the generated code to the same events in
/// a fraction of its time, so that a million events replay in seconds.
/// </summary>
internal static class FrequentEvents
{
    public static Func<ReadOnlySpan<byte>, DomainEvent>? ReaderOf(string name) => name switch
    {
        "identity.registered.v1" => Registered,
        "identity.access-granted.v1" => Granted,
        "identity.access-revoked.v1" => Revoked,
        "conferral.added.v1" => ConferralAdded,
        _ => null,
    };

    private static IdentityRegistered Registered(ReadOnlySpan<byte> body)
    {
        IdentityKind? kind = null;
        bool? synthetic = null;
        var reader = JsonReading.Begin(body);
        while (reader.NextMember(out var member))
        {
            if (member.SequenceEqual("kind"u8))
                kind = EnumNames.IdentityKinds.Read(ref reader);
            else if (member.SequenceEqual("synthetic"u8))
                synthetic = reader.GetBoolean();
            else
                throw JsonReading.UnknownMember();
        }
        reader.End();
        return new(kind ?? throw JsonReading.Missing("kind"), synthetic ?? throw JsonReading.Missing("synthetic"));
    }

    private static AccessGranted Granted(ReadOnlySpan<byte> body)
    {
        GrantId? grant = null;
        string? entitlement = null;
        Period? validity = null;
        Cause? cause = null;
        PersonalText? reason = null;
        var reader = JsonReading.Begin(body);
        while (reader.NextMember(out var member))
        {
            if (member.SequenceEqual("grant"u8))
                grant = new GrantId(reader.GetGuid());
            else if (member.SequenceEqual("entitlement"u8))
                entitlement = RepeatedText.Read(ref reader);
            else if (member.SequenceEqual("validity"u8))
                validity = PeriodConverter.Read(ref reader);
            else if (member.SequenceEqual("cause"u8))
                cause = ReadCause(ref reader);
            else if (member.SequenceEqual("reason"u8))
                reason = PersonalTextConverter.Read(ref reader);
            else
                throw JsonReading.UnknownMember();
        }
        reader.End();
        return new(grant ?? throw JsonReading.Missing("grant"), new(entitlement ?? throw JsonReading.Missing("entitlement")),
            validity ?? throw JsonReading.Missing("validity"), cause ?? throw JsonReading.Missing("cause"), reason);
    }

    private static AccessRevoked Revoked(ReadOnlySpan<byte> body)
    {
        GrantId? grant = null;
        string? entitlement = null;
        Instant? at = null;
        PersonalText? reason = null;
        var reader = JsonReading.Begin(body);
        while (reader.NextMember(out var member))
        {
            if (member.SequenceEqual("grant"u8))
                grant = new GrantId(reader.GetGuid());
            else if (member.SequenceEqual("entitlement"u8))
                entitlement = RepeatedText.Read(ref reader);
            else if (member.SequenceEqual("at"u8))
                at = new Instant(reader.GetInt64());
            else if (member.SequenceEqual("reason"u8))
                reason = PersonalTextConverter.Read(ref reader);
            else
                throw JsonReading.UnknownMember();
        }
        reader.End();
        return new(grant ?? throw JsonReading.Missing("grant"), new(entitlement ?? throw JsonReading.Missing("entitlement")),
            at ?? throw JsonReading.Missing("at"), reason);
    }

    private static ConferralAdded ConferralAdded(ReadOnlySpan<byte> body)
    {
        ConferralId? conferral = null;
        Period? validity = null;
        string? from = null, to = null, source = null, reason = null;
        var reader = JsonReading.Begin(body);
        while (reader.NextMember(out var member))
        {
            if (member.SequenceEqual("conferral"u8))
                conferral = new ConferralId(reader.GetGuid());
            else if (member.SequenceEqual("from"u8))
                from = RepeatedText.Read(ref reader);
            else if (member.SequenceEqual("to"u8))
                to = RepeatedText.Read(ref reader);
            else if (member.SequenceEqual("validity"u8))
                validity = PeriodConverter.Read(ref reader);
            else if (member.SequenceEqual("source"u8))
                source = reader.GetString();
            else if (member.SequenceEqual("reason"u8))
                reason = reader.GetString();
            else
                throw JsonReading.UnknownMember();
        }
        reader.End();
        return new(conferral ?? throw JsonReading.Missing("conferral"), new(from ?? throw JsonReading.Missing("from")),
            new(to ?? throw JsonReading.Missing("to")), validity ?? throw JsonReading.Missing("validity"), source, reason);
    }

    private static Cause ReadCause(ref Utf8JsonReader reader)
    {
        CauseKind? kind = null;
        string? reference = null;
        reader.BeginObject();
        while (reader.NextMember(out var member))
        {
            if (member.SequenceEqual("kind"u8))
                kind = EnumNames.CauseKinds.Read(ref reader);
            else if (member.SequenceEqual("reference"u8))
                reference = reader.GetString();
            else
                throw JsonReading.UnknownMember();
        }
        return new(kind ?? throw JsonReading.Missing("kind"), reference);
    }
}
