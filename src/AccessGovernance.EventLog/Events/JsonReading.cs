using System.Text.Json;

namespace AccessGovernance.EventLog.Events;

/// <summary>Walks the members of a stored object without building strings. Stored member names are plain ASCII, never escaped.</summary>
internal static class JsonReading
{
    /// <summary>Begins with a body whose outermost value is an object.</summary>
    public static Utf8JsonReader Begin(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        reader.BeginObject();
        return reader;
    }

    public static void BeginObject(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An object was expected.");
    }

    /// <summary>Goes on to the value of the next member; false at the end of the object.</summary>
    public static bool NextMember(this ref Utf8JsonReader reader, out ReadOnlySpan<byte> member)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            member = default;
            return false;
        }
        member = reader.ValueSpan;
        return reader.Read();
    }

    /// <summary>Nothing may follow the outermost object.</summary>
    public static void End(this ref Utf8JsonReader reader)
    {
        if (reader.Read())
            throw new JsonException("Something follows the body.");
    }

    public static JsonException UnknownMember() => new("An object has an unknown member.");

    public static JsonException Missing(string member) => new($"The member '{member}' is missing.");
}
