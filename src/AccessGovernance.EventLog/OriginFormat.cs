using System.Text;
using System.Text.Json;
using AccessGovernance.Domain;

namespace AccessGovernance.EventLog;

/// <summary>The stored form of <see cref="EventOrigin"/>: JSON with one-letter names, absent where null.</summary>
public static class OriginFormat
{
    [ThreadStatic]
    private static string? lastActor;

    public static byte[] Encode(EventOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return JsonBuffer.Write(origin, Write);
    }

    private static void Write(Utf8JsonWriter json, EventOrigin origin)
    {
        json.WriteStartObject();
        if (origin.Request is { } request)
        {
            json.WriteString("r"u8, request.Value);
            json.WriteString("f"u8, origin.Fingerprint);
        }
        json.WriteString("a"u8, origin.Actor);
        if (origin.OnBehalfOf is { } behalf)
            json.WriteString("b"u8, behalf);
        if (origin.Correlation is { } correlation)
            json.WriteString("c"u8, correlation);
        json.WriteEndObject();
    }

    public static EventOrigin Decode(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes);
        RequestId? request = null;
        Guid fingerprint = default;
        string actor = "";
        string? behalf = null, correlation = null;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan[0];
            json.Read();
            switch (name)
            {
                case (byte)'r': request = new RequestId(json.GetGuid()); break;
                case (byte)'f': fingerprint = json.GetGuid(); break;
                case (byte)'a': actor = json.GetString()!; break;
                case (byte)'b': behalf = json.GetString(); break;
                case (byte)'c': correlation = json.GetString(); break;
                default: throw new DamagedLogException($"Unknown envelope field '{Encoding.UTF8.GetString([name])}'.");
            }
        }
        return new EventOrigin(request, fingerprint, actor, behalf, correlation);
    }

    /// <summary>Who asked for it, without the rest.</summary>
    /// <exception cref="DamagedLogException">There is no actor.</exception>
    public static string DecodeActor(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isActor = json.ValueTextEquals("a"u8);
            json.Read();
            if (isActor)
                return Repeated(json);
        }
        throw new DamagedLogException("An envelope names no actor.");
    }

    // Few actors write nearly everything: the one before is most often the one now.
    private static string Repeated(in Utf8JsonReader json) =>
        lastActor is { } last && json.ValueTextEquals(last) ? last : lastActor = json.GetString()!;
}
