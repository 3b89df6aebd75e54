using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Server.Services;

/// <summary>
/// What a part of a report calls its accounts of nobody known, sealed as the log has it: kept without the report, it says nothing once the keys of an
/// account are destroyed.
/// </summary>
public sealed class SealedLogins
{
    private readonly SealedAt at;
    private readonly Dictionary<Guid, (PersonalText Text, int Place)> logins = [];

    public SealedLogins(RecordedEvent recorded, PartReported part)
    {
        ArgumentNullException.ThrowIfNull(part);
        (at, var place) = (SealedAt.Of(recorded), 0);
        foreach (var account in part.Accounts)
        {
            if (account.Login is not { } login)
                continue;
            if (account.Identity is null)
                logins[account.Key] = (login, place);
            place++;
        }
    }

    /// <summary>Logins, and one for the part itself.</summary>
    public int Size => logins.Count + 1;

    /// <summary>What an account is called; null where the part does not say so, or it is forgotten. Opened anew each time.</summary>
    /// <exception cref="DamagedLogException">It is not what was sealed for this event.</exception>
    public string? Open(Guid account, EventCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return logins.TryGetValue(account, out var login) ? codec.Open(login.Text, UnownedLogin.Of(account), at, login.Place).PlainText : null;
    }
}
