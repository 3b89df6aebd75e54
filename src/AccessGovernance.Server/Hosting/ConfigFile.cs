using System.Text.Json;

namespace AccessGovernance.Server.Hosting;

/// <summary>Reads a flat JSON object of settings.</summary>
internal static class ConfigFile
{
    public static Dictionary<string, string> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"the configuration file {path} cannot be read: {e.Message}", "check the path and its permissions");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new StartException($"the configuration file {path} is not a flat JSON object: {e.Message}", "give {\"grpc-port\": 5080} or similar");
        }
    }
}

/// <summary>The server cannot start: what is wrong, and what to do about it.</summary>
public sealed class StartException(string problem, string remedy) : Exception(problem)
{
    public string Remedy { get; } = remedy;
}
