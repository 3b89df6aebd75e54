using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain.Reviews.Messages;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>
/// Posts each message as JSON, signed with HMAC-SHA256 over the time (whole seconds since 1970), a dot and the body. The Idempotency-Key is the same
/// in every attempt. Whatever is no 2xx is a failure; redirects are not followed. Persons are named by id, and no address is sent.
/// </summary>
internal sealed class WebhookSender : IMessageSender, IDisposable
{
    public const string TimestampHeader = "AccessGovernance-Timestamp";
    public const string SignatureHeader = "AccessGovernance-Signature";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly WebhookTarget target;
    private readonly TimeProvider time;
    private readonly byte[] key;
    private readonly HttpClient http;

    public WebhookSender(WebhookTarget target, TimeProvider time)
    {
        (this.target, this.time) = (target, time);
        key = Encoding.UTF8.GetBytes(target.Key.Value);
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
        {
            Timeout = Longest,
        };
    }

    public MessageChannels Channel => MessageChannels.Webhook;

    public bool NeedsAddress => false;

    public async Task<SendResult> Send(OutgoingMessage outgoing, CancellationToken cancellation)
    {
        using var request = Signed(outgoing);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.IsSuccessStatusCode ? SendResult.Delivered : SendResult.Refused;
        }
        catch (HttpRequestException)
        {
            return SendResult.Unreachable;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return SendResult.TimedOut;
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Signed(OutgoingMessage outgoing)
    {
        var body = MessageJson.Write(outgoing);
        var seconds = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", outgoing.Message.Id.ToString());
        request.Headers.Add(TimestampHeader, seconds);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds + "."), .. body];
        request.Headers.Add(SignatureHeader, Convert.ToHexStringLower(HMACSHA256.HashData(key, signed)));
        return request;
    }
}
