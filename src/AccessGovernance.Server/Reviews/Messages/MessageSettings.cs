using System.Net;
using AccessGovernance.Domain.Reviews.Messages;
using AccessGovernance.Server.Hosting;
using MimeKit;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>How a mail server is spoken to.</summary>
public enum MailSecurity
{
    /// <summary>In the clear.</summary>
    None = 0,

    /// <summary>TLS from the first byte.</summary>
    Tls = 1,

    /// <summary>TLS after a greeting, and nothing else without it.</summary>
    StartTls = 2,
}

/// <summary>The mail server that takes messages.</summary>
/// <param name="User">Null where it asks for none.</param>
internal sealed record MailServer(string Host, int Port, MailSecurity Security, string? User, HiddenText? Password, MailboxAddress From);

/// <summary>Who is told of messages by HTTP.</summary>
/// <param name="Key">Signs what is sent.</param>
internal sealed record WebhookTarget(Uri Url, HiddenText Key);

/// <summary>By what messages of campaigns are delivered. Checked at the start: what is wrong is named with the option.</summary>
/// <param name="Link">What links to a campaign begin with; null for messages without links.</param>
internal sealed record MessageSettings(bool Console, MailServer? Mail, WebhookTarget? Webhook, Uri? Link)
{
    public const int MinKeyLength = 16;

    public MessageTemplates Templates { get; private init; } = MessageTemplates.Ours;

    public MessageChannels Channels =>
        (Console ? MessageChannels.Console : 0) | (Mail is null ? 0 : MessageChannels.Mail) | (Webhook is null ? 0 : MessageChannels.Webhook);

    /// <exception cref="StartException">A setting is bad, or is missing beside another.</exception>
    public static MessageSettings Of(ServerOptions options) => new(
        options.MessageConsole, options.SmtpHost is null ? NoMail(options) : MailOf(options.SmtpHost, options),
        options.WebhookUrl is null ? NoWebhook(options) : WebhookOf(options.WebhookUrl, options),
        options.MessageLink is { } link ? UrlOf("message-link", link) : null)
    {
        Templates = options.MessageTemplates is { } file ? MessageTemplates.Read(file) : MessageTemplates.Ours,
    };

    private static MailServer MailOf(string host, ServerOptions options)
    {
        if (!MailboxAddress.TryParse(options.SmtpFrom, out var from))
            throw new StartException($"smtp-from is '{options.SmtpFrom}'", "give the address that messages come from, such as reviews@example.org");
        if (options.SmtpUser is null != options.SmtpPassword is null)
            throw new StartException("one of smtp-user and smtp-password is missing", "give both, or neither");
        if (options.SmtpPassword is not null && options.SmtpTls == "none" && !IsLoopback(host))
            throw new StartException("smtp-password would be sent in the clear", "give smtp-tls starttls or tls");
        var security = options.SmtpTls switch { "none" => MailSecurity.None, "tls" => MailSecurity.Tls, _ => MailSecurity.StartTls };
        return new(host, options.SmtpPort, security, options.SmtpUser, options.SmtpPassword, from);
    }

    private static WebhookTarget WebhookOf(string text, ServerOptions options)
    {
        var url = UrlOf("webhook-url", text);
        if (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback)
            throw new StartException($"webhook-url is '{url.GetLeftPart(UriPartial.Authority)}'", "give an https URL; http is for this machine alone");
        return options.WebhookKey is { Value.Length: >= MinKeyLength } key
            ? new(url, key)
            : throw new StartException("webhook-key is missing or short", $"give at least {MinKeyLength} characters, which the receiver knows too");
    }

    private static MailServer? NoMail(ServerOptions options) => options is { SmtpFrom: null, SmtpUser: null, SmtpPassword: null }
        ? null
        : throw new StartException("smtp-host is missing beside other settings of mail", "give smtp-host, or none of them");

    private static WebhookTarget? NoWebhook(ServerOptions options) => options.WebhookKey is null
        ? null
        : throw new StartException("webhook-url is missing beside webhook-key", "give both, or neither");

    private static Uri UrlOf(string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw new StartException($"{name} is no URL that can be used", "give an absolute http or https URL without credentials and fragment");

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
