using System.Runtime.InteropServices;
using AccessGovernance.Cli;

// Writing to whoever no longer reads (agctl watch | head) ends a program by custom, and the runtime passes it over.
const PosixSignal brokenPipe = (PosixSignal)13;
const int endedByBrokenPipe = 128 + 13;

using var broken = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(brokenPipe, _ => Environment.Exit(endedByBrokenPipe));
return await Agctl.RunAsync(args, Surroundings.OfThisProcess());
