using System.CommandLine;
using System.Globalization;
using AccessGovernance.Server.Hosting;

// Answers and logs are the same whatever the machine's language.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

try
{
    return await OptionReader.Command(ServerHost.Run).Parse(args).InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (StartException e)
{
    await Console.Error.WriteLineAsync($"error: {e.Message}");
    await Console.Error.WriteLineAsync($"what to do: {e.Remedy}");
    return 1;
}
