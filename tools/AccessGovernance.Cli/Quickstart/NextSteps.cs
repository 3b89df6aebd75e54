using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Three commands to try next, which can be copied as they are.</summary>
internal static class NextSteps
{
    public static void Show(Printer print, QuickstartPlace place, SampleCast cast)
    {
        var options = $" --token-file {Quoted(place.TokenFile)}"
            + (place.Server == new Uri(GlobalOptions.DefaultServer) ? "" : $" --server {place.Server.ToString().TrimEnd('/')}");
        string[] commands =
        [
            $"timeline {SampleCast.Mover}{options}",
            $"identity terminate {SampleCast.Leaver} --last-day {cast.LastDay:yyyy-MM-dd} --reason \"access review\"{options}",
            $"who {SampleCast.Sensitive} --from {cast.AskedDay:yyyy-MM-dd} --until {cast.Today:yyyy-MM-dd} --ever --output tsv{options}",
        ];
        string[] why =
        [
            "What was recorded of the mover, in the order in which it became known",
            "Take the leaver's forgotten access away, as of the last day",
            "Everybody who could approve payments since then, in any state of knowledge",
        ];
        print.Markup("\n[bold]Try next[/] [grey](in another terminal)[/]");
        foreach (var (command, reason) in commands.Zip(why))
        {
            print.Markup($"  [grey]# {reason}[/]");
            print.Verbatim($"  {Program()} {command}");
        }
        print.Markup("");
    }

    /// <summary>As it can be typed here: agctl itself is seldom on the path.</summary>
    private static string Program()
    {
        var path = Environment.ProcessPath;
        if (path is null || !Path.GetFileNameWithoutExtension(path).Equals("agctl", StringComparison.OrdinalIgnoreCase))
            return $"dotnet {Quoted(Path.Combine(AppContext.BaseDirectory, "agctl.dll"))}";
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return Quoted(
            relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : Path.Combine(".", relative));
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
