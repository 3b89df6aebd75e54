using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Deploy.Tests;

/// <summary>What holds a password may be handed over in a file that a variable of the environment names.</summary>
[Collection("the environment of the process")]
public sealed class SecretsInFiles : IDisposable
{
    private const string Variable = "ACCESSGOVERNANCE_CLUSTER_POSTGRES";
    private const string InFile = Variable + "_FILE";
    private const string Connection = "Host=db;Database=access;Username=access;Password=p";

    private readonly string file = Path.GetTempFileName();

    [Fact]
    public void The_file_is_read_without_its_last_line_end()
    {
        File.WriteAllText(file, Connection + "\n");
        Environment.SetEnvironmentVariable(InFile, file);
        Assert.StartsWith(Connection + ";", OptionReader.Read(null, new Dictionary<string, string>()).ClusterPostgres?.Text, StringComparison.Ordinal);
    }

    [Theory, InlineData(";"), InlineData(";Maximum Pool Size=7"), InlineData(";maxpoolsize=7")]
    public void A_silo_takes_so_many_connections_unless_it_is_told_otherwise(string more)
    {
        File.WriteAllText(file, Connection + more);
        Environment.SetEnvironmentVariable(InFile, file);
        var text = OptionReader.Read(null, new Dictionary<string, string>()).ClusterPostgres!.Text;
        Assert.Equal(more == ";" ? 16 : 7, new Npgsql.NpgsqlConnectionStringBuilder(text).MaxPoolSize);
    }

    [Fact]
    public void Both_ways_at_once_are_refused()
    {
        File.WriteAllText(file, Connection);
        Environment.SetEnvironmentVariable(InFile, file);
        Environment.SetEnvironmentVariable(Variable, Connection);
        Assert.Contains($"{Variable} and {InFile}", Refusal(), StringComparison.Ordinal);
    }

    [Theory, InlineData(0, "it is empty"), InlineData(20_000, "longer than"), InlineData(-1, "cannot be used")]
    public void A_bad_file_is_named_with_its_variable(int length, string problem)
    {
        File.WriteAllText(file, new string('x', Math.Max(0, length)));
        Environment.SetEnvironmentVariable(InFile, length < 0 ? file + ".missing" : file);
        var refusal = Refusal();
        Assert.Contains(problem, refusal, StringComparison.Ordinal);
        Assert.Contains(InFile, refusal, StringComparison.Ordinal);
        Assert.Contains(file, refusal, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(InFile, null);
        Environment.SetEnvironmentVariable(Variable, null);
        File.Delete(file);
    }

    private static string Refusal() => Assert.Throws<StartException>(() => OptionReader.Read(null, new Dictionary<string, string>())).Message;
}
