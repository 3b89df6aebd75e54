using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Deploy.Tests;

/// <summary>A variable that looks like a setting and is none is refused: a server must not run without what somebody believes to have set.</summary>
[Collection("the environment of the process")]
public sealed class MisspeltSettings : IDisposable
{
    private const string Misspelt = "ACCESSGOVERNANCE_GRPC_PROT";
    private const string OfKubernetes = "ACCESSGOVERNANCE_PORT_5080_TCP_ADDR";

    [Fact]
    public void One_is_named()
    {
        Environment.SetEnvironmentVariable(Misspelt, "5080");
        var refusal = Assert.Throws<StartException>(Read);
        Assert.Contains(Misspelt, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_kubernetes_sets_of_a_service_of_that_name_is_none()
    {
        Environment.SetEnvironmentVariable(OfKubernetes, "10.0.0.1");
        Assert.NotNull(Read());
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Misspelt, null);
        Environment.SetEnvironmentVariable(OfKubernetes, null);
    }

    private static ServerOptions Read() => OptionReader.Read(null, new Dictionary<string, string>());
}
