using System.Text;
using System.Text.Json.Nodes;

namespace AccessGovernance.Cli.Tests;

/// <summary>Runs agctl in this process and keeps what it says.</summary>
internal sealed class Terminal
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    public Dictionary<string, string> Environment { get; } = [];

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public string Out => output.ToString();

    public string Error => error.ToString();

    public Surroundings Surroundings => new(new StringWriter(output), new StringWriter(error), Clock)
    {
        Environment = name => Environment.GetValueOrDefault(name),
    };

    public Task<int> RunAsync(params string[] args) => Agctl.RunAsync(args, Surroundings);

    public JsonNode Json() => JsonNode.Parse(Out)!;
}

/// <summary>A directory of its own that is gone after the test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("agctl-test-");

    public string Path => directory.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => directory.Delete(recursive: true);
}
