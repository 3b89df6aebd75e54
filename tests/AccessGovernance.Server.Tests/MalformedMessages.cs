using Google.Protobuf;
using Grpc.Net.Client;

namespace AccessGovernance.Server.Tests;

/// <summary>Bytes that are no message are told apart from an outcome that is not known.</summary>
public sealed class MalformedMessages(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Marshaller<byte[]> Raw = new(bytes => bytes, bytes => bytes);

    [Theory]
    [InlineData("CheckAccess", "0AFF")]
    [InlineData("CheckAccess", "07")]
    [InlineData("WhoHadAccess", "0A02C328")]
    [InlineData("WhoHadAccess", "00")]
    [InlineData("CountHolders", "1A05")]
    [InlineData("WatchHistory", "0AFF")]
    public async Task Are_refused_as_such(string method, string hex)
    {
        var refused = await Refused.By(Send(method, Convert.FromHexString(hex)));
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_MESSAGE"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Are_told_apart_from_messages()
    {
        var answer = await Send("CheckAccess", new CheckAccessRequest { Identity = await server.Administrator.NewIdentity(),
            Entitlement = await server.Administrator.NewEntitlement() }.ToByteArray());
        Assert.Equal(CheckReason.NoGrant, CheckAccessResponse.Parser.ParseFrom(answer).Reason);
    }

    private async Task<byte[]> Send(string method, byte[] message)
    {
        using var channel = GrpcChannel.ForAddress(server.Process.Grpc);
        var called = new Method<byte[], byte[]>(MethodType.Unary, "accessgovernance.v1.AccessHistoryService", method, Raw, Raw);
        var options = new CallOptions(new Metadata { { "authorization", "Bearer " + server.Administrator.Bearer } });
        return await channel.CreateCallInvoker().AsyncUnaryCall(called, null, options, message);
    }
}
