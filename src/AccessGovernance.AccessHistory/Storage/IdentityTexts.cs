using System.Text;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>Ids of identities by ordinal, as texts and in UTF-8. Thread-safe.</summary>
internal sealed class IdentityTexts(Names<IdentityNode> identities, IdRanks ranks)
{
    public string IdOf(int identity) => identities[identity].Id;

    public ReadOnlySpan<byte> Utf8Of(int identity) =>
        identity < ranks.Count ? ranks.Utf8At(ranks.RankOf[identity]) : Encoding.UTF8.GetBytes(IdOf(identity));
}
