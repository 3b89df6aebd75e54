using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using Google.Protobuf;

namespace AccessGovernance.Cli.Campaigns;

/// <summary>Settings of campaigns as JSON files: the API's message, with its field names.</summary>
internal static class SettingsFile
{
    private const long MaxBytes = 16 * 1024 * 1024;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    private static readonly JsonSerializerOptions ForPeople = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As people edit it: no character is escaped that JSON does not need escaped.</summary>
    public static string Format(CampaignSettings settings) => JsonNode.Parse(Formatter.Format(settings))!.ToJsonString(ForPeople);

    /// <exception cref="CommandFailed">The file is not there, cannot be read, or has no settings.</exception>
    public static CampaignSettings Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxBytes }
                ? throw CommandFailed.Usage($"'{path}' is longer than {MaxBytes} bytes", "Nothing was sent. Name a file with settings of a campaign.")
                : JsonParser.Default.Parse<CampaignSettings>(File.ReadAllText(path));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw CommandFailed.Usage(
                $"'{path}' has no settings of a campaign: {e.Message}",
                "Nothing was sent. 'agctl campaign template privileged-quarterly' shows how they look.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.Usage($"'{path}' cannot be read: {e.Message}",
                "Nothing was sent. Check the path and its permissions.");
        }
    }
}
