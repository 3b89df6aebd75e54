using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;

namespace AccessGovernance.EventLog.EventStoreDb.Connections;

/// <summary>
/// Opens channels: cleartext HTTP/2 or TLS with the certificates of the settings, keep-alive, and room for the largest record that a server
/// stores. The headers go with every call; credentials are among them, so that they are sent without TLS too.
/// </summary>
internal sealed class NodeChannels : IDisposable
{
    /// <summary>A stored record has at most 16 MiB; what is around it needs less than one more.</summary>
    public const int MaxReceiveBytes = 17 * 1024 * 1024;

    private readonly EventStoreSettings settings;
    private readonly X509Certificate2Collection? authorities;
    private readonly X509Certificate2? identity;

    /// <exception cref="EventStoreSettingsException">A file of certificates cannot be read.</exception>
    public NodeChannels(EventStoreSettings settings)
    {
        this.settings = settings;
        if (settings.Tls && settings.CertificateAuthorityFile is { } file)
            authorities = Load("tlsCaFile", file, () => Authorities(file));
        if (settings.Tls && settings.ClientCertificateFile is { } certificate)
            identity = Load("userCertFile", certificate, () => Identity(certificate, settings.ClientKeyFile!));
        Headers = new Metadata { { "connection-name", settings.ConnectionName } };
        if (settings.Credentials is { } who)
            Headers.Add("authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{who.User}:{who.Password}")));
        if (settings.Preference == NodePreference.Leader)
            Headers.Add("requires-leader", "true");
    }

    public Metadata Headers { get; }

    public StoreNode Open(StoreEndpoint endpoint)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = settings.GossipTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = settings.KeepAliveInterval ?? Timeout.InfiniteTimeSpan,
            KeepAlivePingTimeout = settings.KeepAliveTimeout ?? Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        if (settings.Tls)
            Secure(handler.SslOptions);
        var channel = GrpcChannel.ForAddress($"{(settings.Tls ? "https" : "http")}://{endpoint}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxReceiveBytes,
        });
        return new StoreNode(endpoint, channel);
    }

    public void Dispose()
    {
        identity?.Dispose();
        foreach (var authority in authorities ?? [])
            authority.Dispose();
    }

    private void Secure(SslClientAuthenticationOptions tls)
    {
        if (identity is not null)
            tls.ClientCertificates = [identity];
        if (!settings.VerifiesCertificate)
        {
#pragma warning disable CA5359 // Asked for by name in the connection string, and warned of at the start.
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            tls.CertificateChainPolicy = policy;
        }
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException("it holds no certificate");
    }

    private static X509Certificate2 Identity(string certificate, string key)
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        // The TLS library of some systems takes no key that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }

    private static T Load<T>(string option, string file, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new EventStoreSettingsException($"{option}: {file} cannot be used ({e.Message})", "give the path of a PEM file that can be read", e);
        }
    }
}
