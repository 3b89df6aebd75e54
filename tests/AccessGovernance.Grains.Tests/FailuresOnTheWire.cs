using AccessGovernance.EventLog;
using AccessGovernance.Grains.State;
using AccessGovernance.PersonalData;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace AccessGovernance.Grains.Tests;

/// <summary>Failures that one silo tells another: they keep their kind, whatever caused them.</summary>
public sealed class FailuresOnTheWire
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer(s => s.AddDomainTypes()).BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<Exception> Failures() => new(
        new LogRefusedException("not read", new RpcException(new Status(StatusCode.Unavailable, "gone"))),
        new OutcomeUnknownException("open", new RpcException(new Status(StatusCode.DeadlineExceeded, "late"))),
        new KeyStoreUnavailableException("away", new NpgsqlException("gone")),
        new KeyStoreUnavailableException("ending", new PostgresException("ending", "FATAL", "FATAL", "57P01")));

    [Theory, MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Keep_their_kind_and_their_words(Exception failure)
    {
        var arrived = Serializer.Deserialize<Exception>(Serializer.SerializeToArray(failure))!;

        Assert.Equal((failure.GetType(), failure.Message), (arrived.GetType(), arrived.Message));
    }
}
