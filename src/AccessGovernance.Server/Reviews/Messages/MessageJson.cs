using System.Buffers;
using System.Text.Json;
using AccessGovernance.Domain.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>A message as a webhook gets it: ids as they are in the API, what is not known left out.</summary>
internal static class MessageJson
{
    public static byte[] Write(OutgoingMessage outgoing)
    {
        var (message, facts) = (outgoing.Message, outgoing.Message.Facts);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", message.Id.Value);
            json.WriteString("kind", message.Kind == MessageKind.StageBegun ? "stage_begun" : message.Kind.ToString().ToLowerInvariant());
            json.WriteString("campaign", $"campaigns/{outgoing.Campaign}");
            json.WriteString("campaign_name", outgoing.CampaignName);
            json.WriteNumber("stage", message.Stage + 1);
            json.WriteString("person", "persons/" + Uri.EscapeDataString(message.To.Value));
            json.WriteNumber("items", facts.Items);
            if (facts.Due is { } due)
                json.WriteString("due_at", due.ToString());
            if (facts.Application is { } application)
                json.WriteString("application", "applications/" + Uri.EscapeDataString(application.Value));
            if (outgoing.Link is { } link)
                json.WriteString("link", link);
            json.WriteString("subject", outgoing.Subject);
            json.WriteString("text", outgoing.Text);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
