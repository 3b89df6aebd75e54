using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AccessGovernance.Cli.Shell;

/// <summary>Help as usual, then the command's examples and what the exit codes say.</summary>
internal static class HelpText
{
    private const string ExitCodes = """
        Exit codes:
          0  done
          1  refused or failed
          2  wrong usage or bad input; nothing was done
          3  server not reachable, or caller not authenticated
          4  the answer of 'check' is no
        """;

    public static void Extend(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new WithExamples((HelpAction)option.Action!);
    }

    private sealed class WithExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            usual.MaxWidth = 120;
            usual.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            foreach (var line in Examples(parseResult.CommandResult.Command))
                output.WriteLine(line);
            output.WriteLine(ExitCodes);
            return (int)ExitCode.Ok;
        }

        private static IEnumerable<string> Examples(Command command)
        {
            if (command is not DocumentedCommand { Examples.Count: > 0 } documented)
                yield break;
            yield return "Examples:";
            foreach (var example in documented.Examples)
                yield return $"  {example}";
            yield return "";
        }
    }
}
