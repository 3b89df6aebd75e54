namespace AccessGovernance.Cli.Connection;

/// <summary>Where the server is and who asks; <paramref name="Timeout"/> bounds every single call.</summary>
internal sealed record ServerAddress(Uri Server, string TokenFile, TimeSpan Timeout)
{
    /// <summary>Authorities whose word counts for the server's certificate, PEM; null for those of this machine.</summary>
    public string? Authorities { get; init; }

    /// <summary>True when whoever listens on the way can read the token.</summary>
    public bool IsExposed => Server.Scheme == Uri.UriSchemeHttp && !Server.IsLoopback;
}
