using System.CommandLine;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Tests;

public sealed class TheCommandTree
{
    public static TheoryData<string> Commands
    {
        get
        {
            var paths = new TheoryData<string>();
            foreach (var (path, _) in Walk(Agctl.Root, ""))
                paths.Add(path);
            return paths;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Describes_every_command_with_an_example(string path)
    {
        var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync([.. path.Split(' '), "--help"]));
        var command = (DocumentedCommand)Walk(Agctl.Root, "").First(c => c.Path == path).Command;
        Assert.NotEmpty(command.Examples);
        Assert.Contains(string.Join(' ', command.Description!.Split(' ').Take(4)), terminal.Out, StringComparison.Ordinal);
        Assert.All(command.Examples, example => Assert.Contains($"  {example}\n", terminal.Out, StringComparison.Ordinal));
        Assert.Contains("Exit codes:", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("nspecified", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\[default: ([A-Z]|\])", terminal.Out);
        Assert.Empty(terminal.Error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Gives_examples_that_can_be_typed(string path)
    {
        var command = (DocumentedCommand)Walk(Agctl.Root, "").First(c => c.Path == path).Command;
        foreach (var example in command.Examples)
        {
            Assert.StartsWith("agctl ", example, StringComparison.Ordinal);
            Assert.StartsWith(path, example["agctl ".Length..], StringComparison.Ordinal);
            Assert.Empty(Agctl.Root.Parse(example["agctl ".Length..]).Errors);
        }
    }

    [Fact]
    public void Describes_every_option_and_argument()
    {
        foreach (var (path, command) in Walk(Agctl.Root, ""))
        {
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{path} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{path} {argument.Name}"));
        }
    }

    [Fact]
    public async Task Does_not_grow_however_often_it_is_used()
    {
        foreach (var command in new[] { "who --help", "grant --help", "nonsense" })
            await new Terminal().RunAsync(command.Split(' '));
        var options = Walk(Agctl.Root, "").SelectMany(c => c.Command.Options).Distinct().ToList();
        Assert.Contains(options, option => option.Parents.Count() > 1);
        Assert.All(options, option => Assert.Distinct(option.Parents.Select(PathOf)));
    }

    private static string PathOf(Symbol symbol) => symbol.Parents.FirstOrDefault() is { } parent ? $"{PathOf(parent)} {symbol.Name}" : "";

    private static IEnumerable<(string Path, Command Command)> Walk(Command command, string path)
    {
        foreach (var child in command.Subcommands)
        {
            var childPath = path.Length == 0 ? child.Name : $"{path} {child.Name}";
            yield return (childPath, child);
            foreach (var below in Walk(child, childPath))
                yield return below;
        }
    }
}
