using System.Net.Sockets;
using AccessGovernance.Domain.Reviews.Messages;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>
/// Hands each message to a mail server, on a connection of its own. The Message-Id is the same in every attempt, so that mailboxes show what was
/// sent twice once. A mail that the server took is delivered; what becomes of it there is not known here.
/// </summary>
internal sealed class MailSender(MailServer server, TimeProvider time) : IMessageSender
{
    private const int PermanentFailure = 500;

    public MessageChannels Channel => MessageChannels.Mail;

    public bool NeedsAddress => true;

    public async Task<SendResult> Send(OutgoingMessage outgoing, CancellationToken cancellation)
    {
        try
        {
            using var mail = Compose(outgoing);
            // A mail server in a network of its own has an authority whose lists cannot be fetched: mail would wait for them.
            using var client = new SmtpClient { CheckCertificateRevocation = false };
            await client.ConnectAsync(server.Host, server.Port, Options(), cancellation);
            if (server.User is { } user)
                await client.AuthenticateAsync(user, server.Password!.Value, cancellation);
            await client.SendAsync(mail, cancellation);
            await client.DisconnectAsync(quit: true, cancellation);
            return SendResult.Delivered;
        }
        catch (Exception e) when (ResultOf(e) is { } result)
        {
            return result;
        }
    }

    private static SendResult? ResultOf(Exception e) => e switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } refused when (int)refused.StatusCode >= PermanentFailure => SendResult.Rejected,
        CommandException or MailKit.Security.AuthenticationException => SendResult.Refused,
        SocketException or IOException or ProtocolException or SslHandshakeException => SendResult.Unreachable,
        // The server cannot take such an address, or has no such security: neither changes by waiting.
        NotSupportedException => SendResult.Refused,
        ServiceNotConnectedException => SendResult.Unreachable,
        _ => null,
    };

    private SecureSocketOptions Options() => server.Security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    private MimeMessage Compose(OutgoingMessage outgoing)
    {
        var mail = new MimeMessage { Subject = outgoing.Subject, Body = new TextPart("plain") { Text = outgoing.Text } };
        mail.From.Add(server.From);
        mail.To.Add(MailboxAddress.Parse(outgoing.Address!));
        mail.Date = time.GetUtcNow();
        mail.MessageId = $"{outgoing.Message.Id}@{server.From.Domain}";
        // RFC 3834: no answer by a machine is wanted.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }
}
