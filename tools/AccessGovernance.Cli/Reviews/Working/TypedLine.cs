using System.Text;
using AccessGovernance.Cli.Shell;
using Spectre.Console;

namespace AccessGovernance.Cli.Reviews.Working;

/// <summary>One line that somebody types, shown as it is typed: Enter ends it, Escape takes it back.</summary>
internal sealed class TypedLine(IAnsiConsole console, CommandRun run)
{
    /// <summary>Of one line; what comes beyond is not taken.</summary>
    private const int MaxLength = 4_096;

    /// <summary>Keys that are dropped at a time.</summary>
    private const int MaxDropped = 1_000_000;

    /// <summary>Nobody types, and nothing is pasted, once no key came for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    /// <summary>The line without spaces around it; null where it was taken back, or nobody is there any more.</summary>
    public async Task<string?> ReadAsync(bool shown)
    {
        var typed = new StringBuilder();
        while (await console.Input.ReadKeyAsync(intercept: true, run.Cancellation) is { } key)
        {
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
                return End(typed.ToString().Trim());
            if (key.Key == ConsoleKey.Escape)
                return End(null);
            Take(typed, key, shown);
        }
        return null;
    }

    /// <summary>Throws away what was typed ahead: it was not meant for what is shown next.</summary>
    public async Task DropTypedAheadAsync()
    {
        var quiet = false;
        for (var i = 0; i < MaxDropped && !quiet; i++)
        {
            if (!console.Input.IsKeyAvailable())
                await Task.Delay(Quiet, run.Surroundings.Clock, run.Cancellation);
            quiet = !console.Input.IsKeyAvailable();
            if (!quiet)
                console.Input.ReadKey(intercept: true);
        }
    }

    private string? End(string? line)
    {
        console.WriteLine();
        return line;
    }

    private void Take(StringBuilder typed, ConsoleKeyInfo key, bool shown)
    {
        if (key.Key == ConsoleKey.Backspace && typed.Length > 0)
        {
            typed.Remove(typed.Length - 1, 1);
            Show("\b \b", shown);
        }
        else if (!char.IsControl(key.KeyChar) && typed.Length < MaxLength)
        {
            typed.Append(key.KeyChar);
            Show(key.KeyChar.ToString(), shown);
        }
    }

    private void Show(string text, bool shown)
    {
        if (shown)
            console.Write(text);
    }
}
