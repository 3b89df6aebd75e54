using System.Runtime.InteropServices;

namespace AccessGovernance.Domain;

/// <summary>What is known of a request that was accepted before.</summary>
/// <param name="Fingerprint">Keyed fingerprint of its content.</param>
/// <param name="Position">Position of its last event in the log: the token that was answered.</param>
public readonly record struct RememberedRequest(Guid Fingerprint, long Position);

/// <summary>A request with what is known of it.</summary>
public readonly record struct RecentRequest(Guid Request, RememberedRequest What);

/// <summary>
/// The request ids that one aggregate has accepted: those that could open or prolong access for ever, of the others the last
/// <see cref="RecentLimit"/>. A late retry is recognised and never re-opens closed access.
/// </summary>
public sealed class RequestMemory
{
    public const int RecentLimit = 1_000;

    /// <summary>Remembered for ever.</summary>
    public Dictionary<Guid, RememberedRequest> Lasting { get; init; } = [];

    /// <summary>
    /// Remembered while among the last <see cref="RecentLimit"/>, oldest first. Looked through from the end: most aggregates have few, thousands of
    /// aggregates are in memory at once, and a table costs three times as much.
    /// </summary>
    public List<RecentRequest> Recent { get; init; } = [];

    public RememberedRequest? Find(RequestId request)
    {
        if (Lasting.TryGetValue(request.Value, out var found))
            return found;
        return PlaceOf(request.Value) is var place and >= 0 ? Recent[place].What : null;
    }

    public void Remember(RequestId request, RememberedRequest what, bool lasting)
    {
        // One request may record several events: any of them makes it last, and the answer is the position of the last of them.
        if (lasting || Lasting.ContainsKey(request.Value))
        {
            Lasting[request.Value] = what;
            return;
        }
        if (PlaceOf(request.Value) is var place and >= 0)
            Recent[place] = new(request.Value, what);
        else
            Add(new(request.Value, what));
    }

    private void Add(RecentRequest request)
    {
        if (Recent.Count == RecentLimit)
            Recent.RemoveAt(0);
        else if (Recent.Count == Recent.Capacity)
            Recent.Capacity = Math.Min(RecentLimit, Recent.Count + (Recent.Count / 4) + 4);
        Recent.Add(request);
    }

    private int PlaceOf(Guid request)
    {
        var recent = CollectionsMarshal.AsSpan(Recent);
        for (var i = recent.Length - 1; i >= 0; i--)
        {
            if (recent[i].Request == request)
                return i;
        }
        return -1;
    }
}
