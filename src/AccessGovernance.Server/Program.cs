using System.CommandLine;
using AccessGovernance.Server.Hosting;

try
{
    var command = OptionReader.Command(ServerHost.Run);
    command.Subcommands.Add(EventStoreCheck.Command());
    return await command.Parse(args).InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (StartException e)
{
    await Console.Error.WriteLineAsync($"error: {e.Message}");
    await Console.Error.WriteLineAsync($"what to do: {e.Remedy}");
    return 1;
}
