using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Reviews.Populations;
using MimeKit;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>Somebody who can be told something now.</summary>
/// <param name="Address">Null where none of their identities has a mail address.</param>
internal sealed record Recipient(string? Address);

/// <summary>Finds whom a message goes to, in the directory as it is at that moment: nothing of it is kept.</summary>
internal sealed class Recipients(HistoryReader history, DirectoryReader directory)
{
    private const string Mail = "mail";

    /// <summary>Null where no identity is a person's own any more, or all of them are terminated or forgotten.</summary>
    public Recipient? Find(PersonId person, Instant now)
    {
        var own = history.IdentitiesOf(person, Instant.Earliest, history.Latest).OrderBy(i => i.Value, StringComparer.Ordinal)
            .Select(i => directory.Identity(i, now)).OfType<IdentityRecord>()
            .Where(i => Linked.IsThere(i, person, now)).ToList();
        return own.Count == 0 ? null : new(own.Select(i => i.Attributes.GetValueOrDefault(Mail)).FirstOrDefault(a => MailboxAddress.TryParse(a, out _)));
    }
}
