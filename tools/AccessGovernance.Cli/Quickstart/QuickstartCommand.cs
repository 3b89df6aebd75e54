using System.CommandLine;
using System.Globalization;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>
/// <c>quickstart</c>: starts a server of its own, loads the sample organisation, asks three questions, and keeps serving until it is
/// interrupted. </summary>
internal static class QuickstartCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Data directory of the sample organisation; made when it is not there",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./data-quickstart",
    };

    private static readonly Option<int> GrpcPort = Port("--grpc-port", 5080, "Port of the API, on the loopback interface");
    private static readonly Option<int> HttpPort = Port("--http-port", 5081, "Port of the health page, on the loopback interface");
    private static readonly Option<bool> Once = new("--once") { Description = "Stop the server after the answers" };

    private static readonly Option<string> ServerDirectory = new("--server-dir")
    {
        Description = "Where the server's program is; otherwise server/ beside agctl",
        HelpName = "DIR",
        DefaultValueFactory = _ => ServerProgram.DefaultDirectory,
    };

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "quickstart",
            "Starts a server with an invented organisation and two years of history, and shows what can be asked of it.",
            "agctl quickstart",
            "agctl quickstart --data /tmp/halden --grpc-port 5180 --http-port 5181 --once")
            .With(Data, GrpcPort, HttpPort, Once, ServerDirectory),
        RunAsync);

    private static async Task<ExitCode> RunAsync(CommandRun run)
    {
        var place = new QuickstartPlace(run.Get(Data)!, run.Get(GrpcPort), run.Get(HttpPort));
        var program = ServerProgram.Find(run.Get(ServerDirectory)!);
        place.CheckPorts();
        var files = SampleFiles.Prepare(place, run.Surroundings.Clock);
        ServerProgram.SetOptions(program, place);

        run.Print.Markup($"Starting the server on {place.Server} with {Output.Printer.Safe(place.Data)} ...");
        await using var server = ServerProcess.Start(program, run.Surroundings.Clock);
        await ServerHealth.WaitAsync(server, place.Server, run.Surroundings.Clock, run.Cancellation);
        using (var own = run.At(new ServerAddress(place.Server, place.TokenFile, run.Address.Timeout)))
            await ShowAsync(own, files, place);
        if (!run.Get(Once))
            await ServeAsync(run, server);
        return ExitCode.Ok;
    }

    private static async Task ShowAsync(CommandRun run, SampleFiles files, QuickstartPlace place)
    {
        var loader = new SampleLoader(run, files);
        var token = "";
        var (people, rows) = (files.Organisation.Identities.Count, files.History.Rows.Count);
        if (await loader.IsLoadedAsync())
        {
            run.Print.Markup(
                $"Found [bold]{SampleOrganisation.Name}[/] as loaded on {files.Organisation.Today:yyyy-MM-dd}: {people} identities.");
        }
        else
        {
            run.Print.Markup(
                $"Loading [bold]{SampleOrganisation.Name}[/]: {people} identities, {SampleCatalogue.Entitlements.Count} entitlements in "
                + $"{SampleCatalogue.Applications.Count} applications, {rows:N0} records of two years ...");
            token = await loader.LoadAsync();
        }
        await new QuickstartStory(run, files.Organisation, token).TellAsync();
        NextSteps.Show(run.Print, place, files.Organisation.Cast);
    }

    private static async Task ServeAsync(CommandRun run, ServerProcess server)
    {
        run.Print.Markup("Serving until you press Ctrl-C.");
        try
        {
            await server.ExitedAsync(run.Cancellation);
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            run.Print.Markup("Stopping the server.");
            return;
        }
        // On a terminal Ctrl-C reaches the server too, and it may be the faster one.
        if (!run.Cancellation.IsCancellationRequested && !server.EndedInOrder)
            throw server.Ended();
    }

    private static Option<int> Port(string name, int otherwise, string description) => new(name)
    {
        Description = description,
        HelpName = "PORT",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parsing.Value(result, ParsePort),
    };

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535
            ? port
            : throw new FormatException($"'{text}' is not a port from 1 to 65535");
}
