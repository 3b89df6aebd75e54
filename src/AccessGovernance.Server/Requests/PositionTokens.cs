using System.Globalization;
using System.Text;
using AccessGovernance.EventLog;

namespace AccessGovernance.Server.Requests;

/// <summary>Consistency tokens: a position and the store that it is a position of. They never expire.</summary>
public sealed class PositionTokens(IEventLog log)
{
    private readonly string prefix = $"p1-{log.StoreId:N}-";

    // Between two changes every answer is true at the same position.
    private volatile Said last = new(-1, "", []);

    public string Format(long position) => Say(position).Token;

    /// <summary>The same in UTF-8.</summary>
    public ReadOnlySpan<byte> FormatBytes(long position) => Say(position).Bytes;

    /// <exception cref="InvalidRequestException">Not a token, or one of another store.</exception>
    public long Parse(string field, string token)
    {
        if (token.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(token.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return position;
        var foreign = token.StartsWith("p1-", StringComparison.Ordinal) && token.Length > prefix.Length && token.LastIndexOf('-') == prefix.Length - 1;
        throw new InvalidRequestException(field, foreign
            ? "is a token of another store; use one that this server answered"
            : "is not a consistency token; use the token of a receipt or an answer, unchanged");
    }

    private Said Say(long position)
    {
        if (last is var said && said.Position == position)
            return said;
        var token = string.Create(CultureInfo.InvariantCulture, $"{prefix}{position}");
        return last = new(position, token, Encoding.ASCII.GetBytes(token));
    }

    private sealed record Said(long Position, string Token, byte[] Bytes);
}
