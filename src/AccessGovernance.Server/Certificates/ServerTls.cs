using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace AccessGovernance.Server.Certificates;

/// <summary>Ports for callers over TLS. A certificate that is renewed on disk is shown from the next handshakes on; connections that are there stay.</summary>
internal static class ServerTls
{
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    /// <summary>HTTP/2 over TLS, named by ALPN.</summary>
    /// <exception cref="Hosting.StartException">The certificate cannot be used.</exception>
    public static void UseTls(this ListenOptions listen, CertificateSetting setting, TimeProvider time)
    {
        var log = listen.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServerTls));
        var certificate = setting.Renewed(time, log);
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = Handshake,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current, ApplicationProtocols = [SslApplicationProtocol.Http2],
            }),
        });
    }
}
