using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>The wrapped keys of one identity as they are stored.</summary>
internal readonly record struct KeyRow(byte[] Wrapped, bool IsDestroyed);

/// <summary>
/// Where wrapped keys and look-up hashes are kept: a file of one process, or a database that several share. What a method has done is durable
/// when it returns. Thread-safe: everything runs under one lock of this process.
/// </summary>
internal interface IKeyTable : IDisposable
{
    /// <summary>What messages call it; without secrets.</summary>
    string Name { get; }

    /// <summary>Runs under the lock.</summary>
    /// <exception cref="KeyStoreException">It is damaged, full or in use by another.</exception>
    /// <exception cref="KeyStoreUnavailableException">It cannot be reached now; nothing is known to have been changed.</exception>
    T Run<T>(Func<T> action);

    /// <summary>As <see cref="Run"/>, and all of it or nothing.</summary>
    T Transact<T>(Func<T> action);

    /// <summary>Inside a transaction: until it is over, others that want this too wait, also in other processes.</summary>
    void TakeTurns();

    /// <summary>A value of the store itself.</summary>
    byte[]? Value(string name);

    KeyRow? Find(IdentityId identity);

    /// <summary>What is stored for the identity; the given row if there was nothing. Of several that insert at once, one wins.</summary>
    KeyRow FindOrInsert(IdentityId identity, Func<byte[]> wrapped);

    /// <summary>Overwrites keys and hashes of the identity, and marks it as destroyed, also when it had none.</summary>
    /// <param name="length">Of what stands in the place of its keys.</param>
    void Erase(IdentityId identity, int length);

    /// <summary>Does the rest of an erasure that was interrupted.</summary>
    void FinishErasing();

    /// <summary>Adds a hash unless it is there.</summary>
    /// <returns>False when the keys of the identity were destroyed.</returns>
    bool Remember(IdentityId identity, string attribute, byte[] hash);

    /// <summary>Who has the hash, in no particular order.</summary>
    IReadOnlyList<IdentityId> Holders(byte[] hash);
}
