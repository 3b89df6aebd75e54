using System.Reflection;
using Google.Protobuf.Reflection;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Every method of the public API, as the descriptors have them, callable with an empty request.</summary>
public sealed record AnyMethod(MethodDescriptor Descriptor)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    public static IReadOnlyList<AnyMethod> All { get; } = [.. typeof(IdentityService).Assembly.GetTypes()
        .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
        .Where(p => p?.PropertyType == typeof(ServiceDescriptor))
        .Select(p => (ServiceDescriptor)p!.GetValue(null)!)
        .SelectMany(s => s.Methods).Select(m => new AnyMethod(m))];

    public string Name => $"{Descriptor.Service.Name}/{Descriptor.Name}";

    /// <summary>Calls it with bytes as request; null when it was answered, of a stream of answers: when the first one came.</summary>
    public async Task<Refused?> Call(CallInvoker invoker, byte[] request)
    {
        var type = Descriptor.IsClientStreaming ? MethodType.DuplexStreaming
            : Descriptor.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var method = new Method<byte[], byte[]>(type, Descriptor.Service.FullName, Descriptor.Name, Bytes, Bytes);
        if (type == MethodType.Unary)
            return await Refused.IfAny(invoker.AsyncUnaryCall(method, null, new CallOptions(), request).ResponseAsync);
        if (type == MethodType.ServerStreaming)
        {
            using var answers = invoker.AsyncServerStreamingCall(method, null, new CallOptions(), request);
            return await Refused.IfAny(answers.ResponseStream.MoveNext(CancellationToken.None));
        }
        using var call = invoker.AsyncDuplexStreamingCall(method, null, new CallOptions());
        return await Refused.IfAny(Exchange(call, request));
    }

    // Whoever is refused may be told so before the request is out: the answer says why, not the writing.
    private static async Task Exchange(AsyncDuplexStreamingCall<byte[], byte[]> call, byte[] request)
    {
        var sending = Send(call.RequestStream, request);
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
                Assert.NotNull(call.ResponseStream.Current);
        }
        finally
        {
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task Send(IClientStreamWriter<byte[]> stream, byte[] request)
    {
        await stream.WriteAsync(request);
        await stream.CompleteAsync();
    }
}
