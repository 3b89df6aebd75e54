using System.CommandLine;
using AccessGovernance.Bench;

return await BenchCommands.Root().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = true });
