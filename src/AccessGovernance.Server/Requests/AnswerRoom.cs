using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Server.Wire;
using AccessGovernance.Server.Hosting;
using Google.Protobuf;

namespace AccessGovernance.Server.Requests;

/// <summary>Keeps a page of an answer within the largest message: rows that no longer fit come with the next page.</summary>
public sealed class AnswerRoom(ServerOptions options)
{
    // The rest is for the basis and for framing.
    private readonly int bytes = options.MaxMessageBytes / 4 * 3;

    /// <summary>Bytes that the rows of one message may take.</summary>
    public int Bytes => bytes;

    /// <summary>Adds rows in order while they fit; one at least, so that every page goes on. Rows that are not shown take no room.</summary>
    /// <returns>How many rows were dealt with.</returns>
    public int Fit<TRow, TMessage>(IReadOnlyList<TRow> rows, Func<TRow, TMessage?> message, Action<TMessage> add)
        where TMessage : class, IMessage
    {
        var taken = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (message(rows[i]) is not { } shown)
                continue;
            taken += shown.CalculateSize() + 8;
            if (taken > bytes && i > 0)
                return i;
            add(shown);
        }
        return rows.Count;
    }

    /// <summary>How many ids fit in order, one at least, and the bytes that they take.</summary>
    public (int Count, int Size) FitIds(OrderedIds ids)
    {
        var texts = ids.Utf8;
        var taken = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            var size = EncodedIds.SizeOf(texts[i].Length);
            if (taken + size > bytes && i > 0)
                return (i, taken);
            taken += size;
        }
        return (texts.Count, taken);
    }

    /// <summary>Adds what fits of a list that was read one row further than its page is long.</summary>
    /// <param name="id">The id that the next page goes on after.</param>
    /// <returns>The token of the next page; empty when this is the last.</returns>
    public string FitPage<TRow, TMessage>(
        Page page, IReadOnlyList<TRow> rows, Func<TRow, TMessage?> message, Func<TRow, string> id, Action<TMessage> add)
        where TMessage : class, IMessage
    {
        var fitting = Fit([.. rows.Take(page.Size)], message, add);
        return fitting == rows.Count ? "" : page.Next(id(rows[fitting - 1]));
    }

    /// <summary>As the other, of a search, which may have stopped before its page was full.</summary>
    /// <returns>Also the last id that the page deals with; null where it goes to the end.</returns>
    public (string NextPageToken, string? Last) FitPage<TRow, TMessage>(
        Page page, Found<TRow> found, Func<TRow, TMessage?> message, Func<TRow, string> id, Action<TMessage> add)
        where TMessage : class, IMessage
    {
        var fitting = Fit([.. found.Rows.Take(page.Size)], message, add);
        var last = fitting < found.Rows.Count ? id(found.Rows[fitting - 1]) : found.StoppedAfter;
        return (last is null ? "" : page.Next(last), last);
    }
}
