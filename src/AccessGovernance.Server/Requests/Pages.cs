using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.AccessHistory;
using AccessGovernance.PersonalData;
using Google.Protobuf;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// Page tokens: where the last page ended, encrypted and bound to the question: a token of another question, or a made-up one, is
/// recognised, and none reveals the ids that it carries.
/// </summary>
public sealed class Pages(Fingerprints fingerprints)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] key = fingerprints.Of("page tokens"u8).ToByteArray();

    /// <summary>Opens a page of a question. The question's own page size and token do not count as part of it.</summary>
    /// <exception cref="InvalidRequestException">The size is out of bounds, or the token is not one of this question.</exception>
    public Page Open<T>(T question, string token, int size, int defaultSize, int maxSize)
        where T : IMessage
    {
        if (size < 0 || size > maxSize)
            throw new InvalidRequestException("page_size", $"must be 0 (for {defaultSize}) to {maxSize}");
        var page = new Page(this, question, size == 0 ? defaultSize : size);
        return token.Length == 0 ? page : page with { Place = Read(page, token) };
    }

    // What a token is bound to.
    private static byte[] ContentOf(IMessage question)
    {
        var stripped = question.Descriptor.Parser.ParseFrom(question.ToByteString());
        foreach (var name in (ReadOnlySpan<string>)["page_token", "page_size"])
            stripped.Descriptor.FindFieldByName(name).Accessor.Clear(stripped);
        return [.. Encoding.UTF8.GetBytes(stripped.Descriptor.FullName), .. stripped.ToByteArray()];
    }

    internal string Write(Page page, PagePlace place)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{place.Position}\n{place.From}\n{place.Until}\n{place.First}\n{place.Second}");
        var bytes = Encoding.UTF8.GetBytes(content);
        var box = new byte[NonceLength + TagLength + bytes.Length];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, bytes, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), ContentOf(page.Question));
        return Base64Url.EncodeToString(box);
    }

    private PagePlace Read(Page page, string token)
    {
        try
        {
            var box = Base64Url.DecodeFromChars(token);
            var content = new byte[box.Length - NonceLength - TagLength];
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(
                box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), content, ContentOf(page.Question));
            var parts = Encoding.UTF8.GetString(content).Split('\n');
            return new PagePlace(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture),
                long.Parse(parts[2], CultureInfo.InvariantCulture), parts[3], parts[4]);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new InvalidRequestException("page_token", "belongs to another question; ask the same question as on the first page");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidRequestException("page_token", "is not a page token; use next_page_token of the page before, unchanged");
        }
    }
}

/// <summary>Where a page begins: the position and validity that the whole answer is true at, and the last row of the page before.</summary>
public sealed record PagePlace(long Position, long From, long Until, string First, string Second);

/// <summary>One page of an answer.</summary>
public sealed record Page(Pages Pages, IMessage Question, int Size)
{
    /// <summary>Null for the first page.</summary>
    public PagePlace? Place { get; init; }

    public string After => Place?.First ?? "";

    /// <summary>Where the answer goes on, for questions whose rows have two ids.</summary>
    public AccessHistory.Page OfHistory => new(Place is { } place ? new RowKey(place.First, place.Second) : null, Size);

    public string Next(string lastId) => Next(new PagePlace(0, 0, 0, lastId, ""));

    public string Next(PagePlace place) => Pages.Write(this, place);
}
