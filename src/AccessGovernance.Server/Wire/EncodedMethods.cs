using AccessGovernance.Api.V1;
using AccessGovernance.Server.Services;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace AccessGovernance.Server.Wire;

/// <summary>
/// The methods whose answers are long enough to be written as they are kept. They stand before the generated ones of the same name and are
/// the same to callers: same route, same messages, same interceptors.
/// </summary>
internal sealed class EncodedMethods : IServiceMethodProvider<AccessHistoryServiceV1>, IServiceMethodProvider<SnapshotServiceV1>
{
    private const int BeforeOthers = -1;

    private static readonly Method<WhoHadAccessRequest, Encoded<WhoHadAccessResponse>> WhoHadAccess = MethodOf<WhoHadAccessRequest, WhoHadAccessResponse>(
        MethodType.Unary, AccessHistoryService.Descriptor.FullName, nameof(WhoHadAccess), WhoHadAccessRequest.Parser);

    private static readonly Method<ReadSnapshotRequest, Encoded<ReadSnapshotResponse>> ReadSnapshot = MethodOf<ReadSnapshotRequest, ReadSnapshotResponse>(
        MethodType.ServerStreaming, SnapshotService.Descriptor.FullName, nameof(ReadSnapshot), ReadSnapshotRequest.Parser);

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<AccessHistoryServiceV1> context) =>
        context.AddUnaryMethod(WhoHadAccess, [Preferred.Instance], (service, request, call) => service.Who(request, call));

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<SnapshotServiceV1> context) =>
        context.AddServerStreamingMethod(ReadSnapshot, [Preferred.Instance], (service, request, to, call) => service.Read(request, to, call));

    /// <summary>Lets these methods answer where others have the same route.</summary>
    public static void Prefer(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder route && route.Metadata.Contains(Preferred.Instance))
            route.Order = BeforeOthers;
    }

    private static Method<TRequest, Encoded<TMessage>> MethodOf<TRequest, TMessage>(
        MethodType type, string service, string name, MessageParser<TRequest> parser)
        where TRequest : class, IMessage<TRequest>
        where TMessage : class, IMessage =>
        new(type, service, name,
            new Marshaller<TRequest>(static (_, _) => throw new NotSupportedException(), call => parser.ParseFrom(call.PayloadAsReadOnlySequence())),
            new Marshaller<Encoded<TMessage>>(Write, static _ => throw new NotSupportedException()));

    private static void Write<TMessage>(Encoded<TMessage> answer, SerializationContext call)
        where TMessage : class, IMessage
    {
        call.SetPayloadLength(answer.Message.CalculateSize() + (answer.Fields?.Size ?? 0));
        var to = call.GetBufferWriter();
        answer.Message.WriteTo(to);
        answer.Fields?.WriteTo(to);
        call.Complete();
    }

    private sealed class Preferred
    {
        public static readonly Preferred Instance = new();
    }
}
