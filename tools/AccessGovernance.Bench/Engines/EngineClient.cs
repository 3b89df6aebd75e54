using System.Reflection;
using System.Text.Json;
using AccessGovernance.Bench.Hosts;

namespace AccessGovernance.Bench.Engines;

/// <summary>What a client process is to do.</summary>
/// <param name="Target">A connection string and a layout's name with a bar between them; or the server's address, a bar, and a bearer token.</param>
/// <param name="Questions">A file with one question to a line.</param>
/// <param name="Result">The file to write.</param>
internal sealed record ClientTask(string Target, string Questions, string Result, Ask Ask, int InFlight, double Seconds);

/// <summary>A client in a process of its own, as users have it: this program started again with a <see cref="ClientTask"/>.</summary>
internal static class EngineClient
{
    public const string Mode = "engine-client";

    /// <summary>Starts the process, and waits for what it measured.</summary>
    public static async Task<Asked> Run(ClientTask task, CancellationToken cancellation)
    {
        var path = task.Result + ".task";
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(task), cancellation);
        await using var process = ChildProcess.StartAssembly(Assembly.GetExecutingAssembly().Location, Mode, "--task", path);
        if (await process.Ended(cancellation) != 0)
            throw new InvalidOperationException($"The client failed:\n{process.Said}");
        return JsonSerializer.Deserialize<Asked>(await File.ReadAllTextAsync(task.Result, cancellation))!;
    }

    /// <summary>In the process: does the task.</summary>
    public static async Task<int> Answer(string path, CancellationToken cancellation)
    {
        var task = JsonSerializer.Deserialize<ClientTask>(await File.ReadAllTextAsync(path, cancellation))!;
        var questions = (await File.ReadAllLinesAsync(task.Questions, cancellation)).Select(AskedQuestion.Parse).ToArray();
        // The whole state is asked for at one instant.
        if (task.Ask == Ask.Export)
            questions = questions[..1];
        var engines = new List<IEngine>();
        var target = task.Target.Split('|');
        using var channel = target[0].StartsWith("http", StringComparison.Ordinal) ? Channels.To(target[0]) : null;
        for (var i = 0; i < task.InFlight; i++)
            engines.Add(channel is null ? await PostgresEngine.Open(target[0], PostgresLayout.Named(target[1])) : new GrpcEngine(channel, target[1]));
        var asked = await EngineLoad.Run(engines, task.Ask, questions, TimeSpan.FromSeconds(task.Seconds));
        foreach (var engine in engines)
            await engine.DisposeAsync();
        await File.WriteAllTextAsync(task.Result, JsonSerializer.Serialize(asked), cancellation);
        return 0;
    }
}
