using System.Buffers;
using System.CommandLine;

namespace AccessGovernance.Cli.Connection;

/// <summary>Fills what was typed into advice: <c>agctl campaign status CAMPAIGN</c> then names the campaign of the command that failed.</summary>
internal static class Placeholders
{
    private static readonly string[] Filled = ["CAMPAIGN", "ITEM", "DEFINITION", "IDENTITY", "ENTITLEMENT"];

    // What no shell reads as anything but letters.
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@+");

    public static string Fill(string advice, ParseResult parsed)
    {
        var words = advice.Split(' ');
        foreach (var argument in parsed.CommandResult.Command.Arguments.Where(a => Filled.Contains(a.Name)))
        {
            if (parsed.GetResult(argument)?.Tokens is not [{ Value: var typed }] || typed.AsSpan().ContainsAnyExcept(Plain))
                continue;
            for (var i = 0; i < words.Length; i++)
            {
                var bare = words[i].Trim('\'', '.', ',', ';');
                if (bare == argument.Name)
                    words[i] = words[i].Replace(bare, typed, StringComparison.Ordinal);
            }
        }
        return string.Join(' ', words);
    }
}
