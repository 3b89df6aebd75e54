namespace AccessGovernance.Domain;

/// <summary>What is known of a request that was accepted before.</summary>
/// <param name="Fingerprint">Keyed fingerprint of its content.</param>
/// <param name="Position">Position of its last event in the log: the token that was answered.</param>
public readonly record struct RememberedRequest(Guid Fingerprint, long Position);

/// <summary>
/// The request ids that one aggregate has accepted: those that could open or prolong access for ever, of the others the last
/// <see cref="RecentLimit"/>. A late retry is recognised and never re-opens closed access.
/// </summary>
public sealed class RequestMemory
{
    public const int RecentLimit = 1_000;

    /// <summary>Remembered for ever.</summary>
    public Dictionary<Guid, RememberedRequest> Lasting { get; init; } = [];

    /// <summary>Remembered while among the last <see cref="RecentLimit"/>.</summary>
    public Dictionary<Guid, RememberedRequest> Recent { get; init; } = [];

    /// <summary>Ids of <see cref="Recent"/>, oldest first.</summary>
    public Queue<Guid> Order { get; init; } = [];

    public RememberedRequest? Find(RequestId request) =>
        Lasting.TryGetValue(request.Value, out var found) || Recent.TryGetValue(request.Value, out found) ? found : null;

    public void Remember(RequestId request, RememberedRequest what, bool lasting)
    {
        // One request may record several events: any of them makes it last, and the answer is the position of the last of them.
        if (lasting || Lasting.ContainsKey(request.Value))
        {
            Lasting[request.Value] = what;
            return;
        }
        if (!Recent.ContainsKey(request.Value))
            Order.Enqueue(request.Value);
        Recent[request.Value] = what;
        while (Order.Count > RecentLimit)
            Recent.Remove(Order.Dequeue());
    }
}
