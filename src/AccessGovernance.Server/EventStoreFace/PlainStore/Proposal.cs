using AccessGovernance.EventLog;
using AccessGovernance.EventStoreProtocol;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

internal enum ProposalFault
{
    MissingMetadata,
    TooLarge,
    Invalid,
}

/// <summary>An append cannot be written as it was proposed.</summary>
internal sealed class ProposalException(ProposalFault fault, string problem) : Exception(problem)
{
    public ProposalFault Fault => fault;
}

/// <summary>One append while it comes in: at most <see cref="FaceLimits.MaxAppendBytes"/>, counted as EventStoreDB counts.</summary>
internal sealed class Proposal(string stream, Expected expected)
{
    private static readonly EventOrigin Origin = new(null, default, "plain-store", null, null);
    private readonly List<NewEvent> events = [];

    public string Stream => stream;

    public Expected Expected => expected;

    public IReadOnlyList<NewEvent> Events => events;

    public int Bytes { get; private set; }

    /// <exception cref="ProposalException">The event is not complete, or the append gets too large.</exception>
    public void Add(UUID? id, MapField<string, string> metadata, ByteString customMetadata, ByteString data)
    {
        if (!metadata.TryGetValue("type", out var type) || !metadata.TryGetValue("content-type", out var contentType))
            throw new ProposalException(ProposalFault.MissingMetadata, "metadata: type and content-type are required");
        if (!Uuids.TryRead(id, out var eventId))
            throw new ProposalException(ProposalFault.Invalid, "id: is required, and not all zero");
        if (type.Length is 0 or > FaceLimits.MaxExpressionLength / 4)
            throw new ProposalException(ProposalFault.Invalid, $"type: 1 to {FaceLimits.MaxExpressionLength / 4} characters are allowed");
        Bytes += data.Length + customMetadata.Length + (2 * type.Length);
        if (Bytes > FaceLimits.MaxAppendBytes || events.Count == FaceLimits.MaxEventsPerAppend)
            throw new ProposalException(ProposalFault.TooLarge, $"{FaceLimits.MaxAppendBytes} bytes are allowed in one append");
        events.Add(Event(eventId, type, PlainForm.Encode(contentType == PlainForm.Json, customMetadata.Span, data.Span)));
    }

    /// <summary>An event that the store itself writes.</summary>
    public static NewEvent Own(string type, ReadOnlySpan<byte> json) => Event(Guid.NewGuid(), type, PlainForm.Encode(isJson: true, [], json));

    private static NewEvent Event(Guid id, string type, byte[] body) => new(id, type, body, Origin, null);
}
