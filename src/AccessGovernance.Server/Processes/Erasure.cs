using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.PersonalData;

namespace AccessGovernance.Server.Processes;

/// <summary>Destroys everything by which a forgotten identity could be read, as far as the directory has read the log. Safe to repeat.</summary>
public sealed class Erasure(KeyStore keys, DirectoryReader directory)
{
    private readonly TaskCompletionSource caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Completes once the keys of everybody are destroyed whom the history had as forgotten when the process began: a key store that was restored from
    /// a backup has them until then, and what forgetting concerns is to be opened after it.
    /// </summary>
    public Task CaughtUp => caughtUp.Task;

    public void SetCaughtUp() => caughtUp.TrySetResult();

    /// <summary>Nobody can say who was forgotten: <see cref="CaughtUp"/> fails, and nothing is opened.</summary>
    public void SetStopped(Exception why) => caughtUp.TrySetException(why);

    /// <summary>The keys of the identity, and of each account of nobody known that is called as one of its accounts was.</summary>
    /// <exception cref="KeyStoreException">They may still be on the disk: repeat it.</exception>
    public void Destroy(IdentityId identity)
    {
        keys.Destroy(identity);
        foreach (var account in directory.LoginsOf(identity))
            keys.Destroy(UnownedLogin.Of(account));
    }

    /// <summary>The keys of those accounts whose owner is forgotten already.</summary>
    /// <exception cref="KeyStoreException">They may still be on the disk: repeat it.</exception>
    public void Heed(IEnumerable<MatchedLogin> matches)
    {
        foreach (var match in matches.Where(m => keys.IsDestroyed(m.Identity)))
            keys.Destroy(UnownedLogin.Of(match.Account));
    }
}
