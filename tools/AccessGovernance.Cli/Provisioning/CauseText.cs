using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Provisioning;

/// <summary>Causes as typed: <c>kind</c> or <c>kind:reference</c>.</summary>
internal static class CauseText
{
    /// <exception cref="FormatException">No such kind.</exception>
    public static Cause Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, reference) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return new Cause { Kind = Words.Parse<CauseKind>(kind), Reference = reference };
    }
}
