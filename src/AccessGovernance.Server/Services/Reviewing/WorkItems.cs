using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services.Campaigns;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>Items as their reviewers see them. Names for people come from the directory: they are shown to whoever reviews the access.</summary>
public sealed class WorkItems(DirectoryReader directory, AccountLogins logins)
{
    private const string NameAttribute = "name";

    /// <summary>
    /// Items of a campaign, or of several, as seen by some persons who have a place in each; with what accounts of nobody known are called.
    /// </summary>
    public async ValueTask<IReadOnlyList<V1.WorkItem>> OfReviewer(
        IReadOnlyList<ItemRecord> items, Func<ItemRecord, CampaignRecord> campaignOf, ImmutableArray<PersonId> persons, Instant now,
        CancellationToken cancellation)
    {
        var messages = items.Select(i => Of(i, campaignOf(i), persons, now, false)).ToList();
        var named = await logins.Of(items, cancellation);
        for (var i = 0; named.Count > 0 && i < messages.Count; i++)
            messages[i].Login = named.GetValueOrDefault(items[i].Frozen.Identity, "");
        return messages;
    }

    /// <summary>What the account of an item is called, where it is about one of nobody known; empty once that is forgotten.</summary>
    public async ValueTask<string> LoginOf(ItemRecord item, CancellationToken cancellation) =>
        (await logins.Of([item], cancellation)).GetValueOrDefault(item.Frozen.Identity, "");

    /// <summary>An item as seen by some persons: with their answer, where one of them has a place.</summary>
    /// <param name="seesAll">The viewer sees personal data of everybody, and not of those whose access they review alone.</param>
    public V1.WorkItem Of(ItemRecord item, CampaignRecord campaign, ImmutableArray<PersonId> persons, Instant now, bool seesAll)
    {
        var (frozen, place) = (item.Frozen, item.PlaceOf(persons));
        var name = seesAll || place is not null ? directory.Identity(frozen.Identity, now)?.Attributes.GetValueOrDefault(NameAttribute) : null;
        return new()
        {
            Campaign = Names.Of(item.Campaign), Item = item.Number.Value, Stage = item.Stage + 1, State = (V1.WorkState)StateOf(place),
            Identity = Names.OfHolder(frozen.Identity), Account = Names.AccountOf(frozen.Identity), IdentityName = name ?? "",
            Entitlement = Names.Of(frozen.Entitlement), EntitlementName = directory.Entitlement(frozen.Entitlement, now)?.Profile.DisplayName ?? "",
            Application = Names.Of(frozen.Application), Risk = (V1.Risk)frozen.Risk, Since = Times.Of(frozen.Origin.Since), Advice = Of(frozen.Advice),
            Answer = (V1.ReviewAnswer)(place?.Answer ?? Answer.None), Until = place?.Until is { } until ? Times.Of(until) : null,
            Removes = (V1.Removal)(place?.Removes ?? Removal.None), DeadlineAt = Times.Of(campaign.Deadlines[item.Stage].At),
            Revision = RevisionOf(item, place),
            CampaignName = campaign.Basis.Settings.Name,
        };
    }

    /// <summary>What a place waits for.</summary>
    public static WorkState StateOf(Assignment? place) => place switch
    {
        null => WorkState.Any,
        { SignedOff: true } => WorkState.SignedOff,
        { Answer: Answer.None } => WorkState.Open,
        _ => WorkState.Answered,
    };

    /// <summary>16 hexadecimal digits of this item alone, which change with its stage and with what the viewer answered on it.</summary>
    public static string RevisionOf(ItemRecord item, Assignment? own)
    {
        var (frozen, stage) = (item.Frozen, item.IsFinished ? -1 : item.Stage);
        var answer = own is { } p
            ? $"{p.Reviewer}\n{(int)p.Answer} {(int)p.Removes} {p.Until?.Milliseconds} {p.SignedOff}" : "";
        var text = $"{item.Campaign}\n{item.Number}\n{frozen.Identity}\n{frozen.Entitlement}\n{stage}\n{answer}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    /// <summary>A place; what is answered on it only where the viewer may see that.</summary>
    public static V1.ReviewerPlace Of(Assignment place, bool own, bool showsAnswer) => new()
    {
        Person = Names.Of(place.Reviewer), Kinds = { SettingsMessages.Of(place.Kinds) }, Own = own, SignedOff = place.SignedOff,
        Answer = showsAnswer ? (V1.ReviewAnswer)place.Answer : V1.ReviewAnswer.Unspecified,
        Until = showsAnswer && place.Until is { } until ? Times.Of(until) : null,
        Removes = showsAnswer ? (V1.Removal)place.Removes : V1.Removal.Unspecified,
        Before = { place.Before.Select(b => new V1.FormerReviewer { Person = Names.Of(b.Person), Delegated = b.Delegated }) },
    };

    private static V1.Advice Of(ItemAdvice advice) => new()
    {
        Recommendation = (V1.Recommendation)advice.Recommendation, Reasons = { advice.Reasons.Select(r => (V1.AdviceReason)r) }, Peers = advice.Peers,
        PeersHolding = advice.PeersHolding, LastUsed = advice.LastUsed is { } used ? Times.Of(used) : null,
    };
}
