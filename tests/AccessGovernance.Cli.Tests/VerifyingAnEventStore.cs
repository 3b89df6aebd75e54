namespace AccessGovernance.Cli.Tests;

public sealed class VerifyingAnEventStore
{
    // Beside agctl, and not beside its tests: bin/CONFIGURATION/FRAMEWORK is the same for both.
    private static readonly string Output = Path.GetRelativePath(
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..")), AppContext.BaseDirectory);

    private static readonly string ServerOfAgctl = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "..", "tools", "AccessGovernance.Cli", Output, "server"));

    private readonly Terminal terminal = new();

    [Fact]
    public async Task Is_2_without_a_connection()
    {
        Assert.Equal(2, await terminal.RunAsync("eventstore", "verify"));
        Assert.Contains("no event store is named", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("ACCESSGOVERNANCE_EVENTSTORE", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Is_1_and_names_no_secret_when_it_cannot_be_reached(bool inTheEnvironment)
    {
        // Nothing listens on the discard port of the loopback interface.
        const string connection = "esdb://admin:s3cret@127.0.0.1:9?tls=false&defaultDeadline=300";
        if (inTheEnvironment)
            terminal.Environment["ACCESSGOVERNANCE_EVENTSTORE"] = connection;
        string[] command = ["eventstore", "verify", "--server-dir", ServerOfAgctl, .. inTheEnvironment ? Array.Empty<string>() : [connection]];

        Assert.Equal(1, await terminal.RunAsync(command));
        Assert.Contains("FAILED   the server is reached", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("warning", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", terminal.Out + terminal.Error, StringComparison.Ordinal);
    }
}
