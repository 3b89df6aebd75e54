using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>The master key or the key store cannot be used. The message names the file and what to do; it never names a person.</summary>
public sealed class KeyStoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database of the keys cannot be reached at the moment; nothing is known to have been changed. To be repeated.</summary>
public sealed class KeyStoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The identity's keys were destroyed: nothing about it can be sealed any more.</summary>
public sealed class IdentityForgottenException(IdentityId identity)
    : Exception("The identity is forgotten: its keys were destroyed, and it gets no new ones.")
{
    /// <summary>Not part of the message, which may reach a log.</summary>
    public IdentityId Identity { get; } = identity;
}
