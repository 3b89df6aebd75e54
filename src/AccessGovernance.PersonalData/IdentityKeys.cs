using System.Collections.Concurrent;
using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>The unwrapped keys of one identity, one per retention class; or the knowledge that they were destroyed.</summary>
internal sealed class IdentityKeys(byte[] profile, byte[] evidence)
{
    public static readonly IdentityKeys Destroyed = new([], []);

    public bool AreDestroyed => ReferenceEquals(this, Destroyed);

    public ReadOnlySpan<byte> Of(RetentionClass retention) => retention switch
    {
        RetentionClass.Profile => profile,
        RetentionClass.Evidence => evidence,
        _ => throw new ArgumentOutOfRangeException(nameof(retention)),
    };
}

/// <summary>
/// At most <see cref="Capacity"/> unwrapped keys, in two generations: when the young one is full it becomes the old one, and the old one is
/// dropped. Reads are free of locks; writes belong to the holder of the store's lock, so that no destroyed key is ever put back.
/// </summary>
internal sealed class KeyCache
{
    /// <summary>Identities whose keys are held in memory, at most.</summary>
    public const int Capacity = 65_536;

    private volatile ConcurrentDictionary<IdentityId, IdentityKeys> young = new();
    private volatile ConcurrentDictionary<IdentityId, IdentityKeys> old = new();
    private int added;

    public IdentityKeys? Find(IdentityId identity) =>
        young.TryGetValue(identity, out var keys) || old.TryGetValue(identity, out keys) ? keys : null;

    public void Put(IdentityId identity, IdentityKeys keys)
    {
        // The dictionary's own count takes all its locks.
        if (++added > Capacity / 2)
            (old, young, added) = (young, new(), 1);
        young[identity] = keys;
    }

    public void Drop(IdentityId identity)
    {
        young.TryRemove(identity, out _);
        old.TryRemove(identity, out _);
    }
}
