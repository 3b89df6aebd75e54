namespace AccessGovernance.Cli.Connection;

/// <summary>Where the server is and who asks; <paramref name="Timeout"/> bounds every single call.</summary>
internal sealed record ServerAddress(Uri Server, string TokenFile, TimeSpan Timeout)
{
    /// <summary>True when whoever listens on the way can read the token.</summary>
    public bool IsExposed => Server.Scheme == Uri.UriSchemeHttp && !Server.IsLoopback;
}
