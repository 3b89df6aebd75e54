using System.CommandLine;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Google.Rpc;
using Grpc.Core;

namespace AccessGovernance.Cli.Conditions;

/// <summary>Conditions that are typed, and the place in them that the server says is wrong: shown below the text.</summary>
internal static class ConditionPlace
{
    /// <summary>Characters of a long line that are shown on each side of the place.</summary>
    private const int Around = 60;

    public static readonly Option<string?> Where =
        Inputs.Text("--where", "CONDITION", "Only those of which it is true now, such as \"department == 'Finance'\"; see 'agctl condition check'");

    /// <summary>The condition that was typed after <c>--where</c>, or null.</summary>
    public static Condition? Typed(CommandRun run) => run.Has(Where) ? new() { Text = run.Text(Where) } : null;

    /// <summary>Makes a call whose request carries the text; if the text is wrong, shows where, and lets the refusal pass.</summary>
    public static async Task<T> ShowIfWrong<T>(CommandRun run, string text, Func<AsyncUnaryCall<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (PlaceOf(e) is var (line, column) && Lines(text, line, column) is { } shown)
        {
            foreach (var one in shown)
                await run.Surroundings.Error.WriteLineAsync(one);
            throw;
        }
    }

    /// <summary>The line that is meant and a caret under its column, both from 1; null where the text has no such place.</summary>
    internal static string[]? Lines(string text, int line, int column)
    {
        var lines = text.Split('\n');
        if (line < 1 || line > lines.Length || column < 1)
            return null;
        var characters = lines[line - 1].EnumerateRunes().Select(r => r.ToString()).ToList();
        if (column > characters.Count + 1)
            return null;
        var (first, last) = (Math.Max(0, column - 1 - Around), Math.Min(characters.Count, column - 1 + Around));
        string Shown(int from, int until) => PlainText.OneLine(string.Concat(characters[from..until]).Replace('\t', ' '));
        var before = (first > 0 ? "…" : "") + Shown(first, column - 1);
        return [$"  {before}{Shown(column - 1, last)}{(last < characters.Count ? "…" : "")}", $"  {new string(' ', before.EnumerateRunes().Count())}^"];
    }

    private static (int Line, int Column)? PlaceOf(RpcException e) =>
        e.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Metadata is { } place
        && place.TryGetValue("line", out var line) && place.TryGetValue("column", out var column)
        && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
        && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var c) ? (l, c) : null;
}
