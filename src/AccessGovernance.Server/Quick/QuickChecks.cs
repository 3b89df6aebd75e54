using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Quick;

/// <summary>
/// CheckAccess as known now, for callers who see every application: a question that names a known identity, a known entitlement and perhaps
/// an instant, and nothing else, while the index contains everything recorded.
/// </summary>
internal sealed class QuickChecks(HistoryQuestions questions, NodeClock clock, PositionTokens tokens)
{
    public const string Method = "/accessgovernance.v1.AccessHistoryService/CheckAccess";

    /// <returns>Bytes of the answer; 0 for a question that is not answered here.</returns>
    /// <exception cref="Exception">Something is wrong with the question, or with the history: the service says what.</exception>
    public int Answer(ReadOnlySpan<byte> request, CallerPrincipal caller, Span<byte> answer)
    {
        if (!caller.IsUnscoped || !CheckQuestion.TryParse(request, out var question))
            return 0;
        Span<char> identity = stackalloc char[NameText.MaxCharacters];
        Span<char> entitlement = stackalloc char[NameText.MaxCharacters];
        identity = identity[..NameText.Decode(question.Identity, "identities/"u8, identity)];
        entitlement = entitlement[..NameText.Decode(question.Entitlement, "entitlements/"u8, entitlement)];
        if (identity.IsEmpty || entitlement.IsEmpty || questions.LatestAtHand() is not { } reading)
            return 0;
        var during = Period.At(question.ValidAt.IsEmpty ? clock.NowAt(reading.RecordingTime)
            : Times.Parse("valid_at", Timestamp.Parser.ParseFrom(question.ValidAt)));
        if (questions.History.CheckAccessOf(identity, entitlement, during, reading, explain: !question.VerdictOnly) is not { } found
            || CheckMessage.MaxBytes(found) > answer.Length)
            return 0;
        var writer = new MessageWriter(answer);
        CheckMessage.Write(ref writer, found, during, tokens.FormatBytes(reading.Position));
        return writer.Length;
    }
}

/// <summary>A question of which every field was understood; names as they were given.</summary>
internal ref struct CheckQuestion
{
    private const int LengthDelimited = 2;
    private const int Varint = 0;

    public ReadOnlySpan<byte> Identity { get; private set; }

    public ReadOnlySpan<byte> Entitlement { get; private set; }

    /// <summary>An instant as it was given; empty for none.</summary>
    public ReadOnlySpan<byte> ValidAt { get; private set; }

    public bool VerdictOnly { get; private set; }

    /// <summary>False for a field that is not known here, for an instant in parts, for numbers above 127 and for what ends too early.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out CheckQuestion question)
    {
        question = default;
        while (message.Length >= 2)
        {
            var (tag, value) = (message[0], message[1]);
            message = message[2..];
            if (tag == ((CheckAccessRequest.VerdictOnlyFieldNumber << 3) | Varint) && value < 0x80)
            {
                question.VerdictOnly = value != 0;
                continue;
            }
            if (!TryLength(value, ref message, out var length))
                return false;
            if (tag == ((CheckAccessRequest.IdentityFieldNumber << 3) | LengthDelimited))
                question.Identity = message[..length];
            else if (tag == ((CheckAccessRequest.EntitlementFieldNumber << 3) | LengthDelimited))
                question.Entitlement = message[..length];
            else if (tag == ((CheckAccessRequest.ValidAtFieldNumber << 3) | LengthDelimited) && length > 0 && question.ValidAt.IsEmpty)
                question.ValidAt = message[..length];
            else
                return false;
            message = message[length..];
        }
        return message.IsEmpty;
    }

    // One byte, or two: no longer name is looked at here.
    private static bool TryLength(byte first, ref ReadOnlySpan<byte> message, out int length)
    {
        length = first;
        if (first >= 0x80)
        {
            if (message.IsEmpty || message[0] >= 0x80)
                return false;
            length = (first & 0x7F) | (message[0] << 7);
            message = message[1..];
        }
        return length <= message.Length;
    }
}
