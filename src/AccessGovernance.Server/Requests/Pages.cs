using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.PersonalData;
using Google.Protobuf;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// Page tokens: where the last page ended, bound to the question by a keyed fingerprint, so that a token of another question (or a made-up
/// one) is recognised. They carry ids in the clear, and nothing else.
/// </summary>
public sealed class Pages(Fingerprints fingerprints)
{
    /// <summary>Opens a page of a question. The question's own page size and token do not count as part of it.</summary>
    /// <exception cref="InvalidRequestException">The size is out of bounds, or the token is not one of this question.</exception>
    public Page Open<T>(T question, string token, int size, int defaultSize, int maxSize)
        where T : IMessage<T>
    {
        if (size < 0 || size > maxSize)
            throw new InvalidRequestException("page_size", $"must be 0 (for {defaultSize}) to {maxSize}");
        var stripped = question.Clone();
        foreach (var name in (ReadOnlySpan<string>)["page_token", "page_size"])
            stripped.Descriptor.FindFieldByName(name).Accessor.Clear(stripped);
        var page = new Page(this, [.. Encoding.UTF8.GetBytes(stripped.Descriptor.FullName), .. stripped.ToByteArray()], size == 0 ? defaultSize : size);
        return token.Length == 0 ? page : page with { Place = Read(page, token) };
    }

    internal string Write(Page page, PagePlace place)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{place.Position}\n{place.From}\n{place.Until}\n{place.First}\n{place.Second}");
        var bytes = Encoding.UTF8.GetBytes(content);
        return Convert.ToBase64String([.. Seal(page, bytes), .. bytes]).Replace('+', '-').Replace('/', '_').TrimEnd('=');
    }

    private PagePlace Read(Page page, string token)
    {
        try
        {
            var padded = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
            var bytes = Convert.FromBase64String(padded);
            var content = bytes.AsSpan(16);
            if (!CryptographicOperations.FixedTimeEquals(Seal(page, content), bytes.AsSpan(0, 16)))
                throw new InvalidRequestException("page_token", "belongs to another question; ask the same question as on the first page");
            var parts = Encoding.UTF8.GetString(content).Split('\n');
            return new PagePlace(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture),
                long.Parse(parts[2], CultureInfo.InvariantCulture), parts[3], parts[4]);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidRequestException("page_token", "is not a page token; use next_page_token of the page before, unchanged");
        }
    }

    private byte[] Seal(Page page, ReadOnlySpan<byte> content) => fingerprints.Of([.. "page"u8, .. SHA256.HashData(page.Question), .. content]).ToByteArray();
}

/// <summary>Where a page begins: the position and validity that the whole answer is true at, and the last row of the page before.</summary>
public sealed record PagePlace(long Position, long From, long Until, string First, string Second);

/// <summary>One page of an answer.</summary>
public sealed record Page(Pages Pages, byte[] Question, int Size)
{
    /// <summary>Null for the first page.</summary>
    public PagePlace? Place { get; init; }

    public string After => Place?.First ?? "";

    public string Next(string lastId) => Next(new PagePlace(0, 0, 0, lastId, ""));

    public string Next(PagePlace place) => Pages.Write(this, place);
}
