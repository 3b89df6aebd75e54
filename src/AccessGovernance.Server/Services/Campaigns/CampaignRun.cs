using System.Collections.Immutable;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews.Running;
using AccessGovernance.Server.Services.Reviewing;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>What commands about campaigns have to know beside their own state: whose access it is, and what is open.</summary>
public sealed class CampaignRun(
    IEventLog log, DirectoryReader directory, NamedThings named, AccountLogins logins, CaseExceptions exceptions, CampaignErrors errors)
{
    /// <summary>Whether persons and things that requests name are there.</summary>
    public NamedThings Named { get; } = named;

    public CaseExceptions Exceptions { get; } = exceptions;

    public CampaignErrors Errors { get; } = errors;

    /// <summary>The persons that an identity belonged to, or was owned by, at any time since an instant.</summary>
    public ImmutableArray<PersonId> SubjectsSince(IdentityId identity, Instant from) => directory.PersonsOf(identity, from);

    /// <summary>Everybody whose access some items are about, now or since an instant.</summary>
    public ImmutableArray<PersonId> SubjectsOf(IReadOnlyList<ItemRecord> items, Instant from) =>
        [.. items.SelectMany(i => i.Frozen.Subjects.Concat(SubjectsSince(i.Frozen.Identity, from))).Distinct()];

    /// <summary>Items of accounts of nobody known in a population: they come first, and so are found by halving.</summary>
    public static long OfAccounts(ReviewRead read, CampaignRecord campaign)
    {
        var (first, end) = (0, (int)(campaign.Population?.Items ?? 0));
        while (first < end)
        {
            var middle = first + ((end - first) / 2);
            if (read.Reviews.Item(campaign.Id, new ItemNumber(middle + 1)) is { } item && UnownedLogin.Is(item.Frozen.Identity))
                first = middle + 1;
            else
                end = middle;
        }
        return first;
    }

    /// <summary>What the accounts of nobody known among the items are called, for callers who see personal data; nothing for others.</summary>
    public async ValueTask<IReadOnlyDictionary<IdentityId, string>> LoginsOf(IEnumerable<ItemRecord> items, ServerCallContext context) =>
        CallerInterceptor.CallerOf(context).SeesPersonalData
            ? await logins.Of(items, context.CancellationToken) : ImmutableDictionary<IdentityId, string>.Empty;

    /// <summary>Items whose cases are in no end state now, in order.</summary>
    public IReadOnlyList<ItemRecord> Open(ReviewRead read, CampaignId campaign) => All(read, campaign, i => i.Case is { } c && !c.IsEnded(read.Now));

    /// <summary>Items whose access may yet be denied: what is still under review, and what has a case that is open.</summary>
    public IReadOnlyList<ItemRecord> MayBeDenied(ReviewRead read, CampaignId campaign) =>
        All(read, campaign, i => !i.IsFinished || (i.Case is { } c && !c.IsEnded(read.Now)));

    /// <summary>Waits until something is recorded after a position, as long as the call may last.</summary>
    /// <exception cref="NotReadyException">Nothing was in that time.</exception>
    public async ValueTask Change(long position, ServerCallContext context) => await Waiting.For(
        async (past, cancellation) => await log.WaitPast(past - 1, cancellation), position + 1, () => log.Head.Position, context);

    /// <summary>An earlier version of a definition, from its stream.</summary>
    public async ValueTask<DefinitionRecord> Version(DefinitionRecord latest, int version, CancellationToken cancellation)
    {
        await foreach (var page in log.ReadStream(StreamNames.Of(latest.Id), 0, cancellation))
        {
            foreach (var what in page.Select(EventCodec.Decode))
            {
                if (what is CampaignDefined defined && version == 1)
                    return latest with { Version = 1, Settings = defined.Settings };
                if (what is DefinitionRevised revised && revised.Version == version)
                    return latest with { Version = version, Settings = revised.Settings };
            }
        }
        throw new DamagedLogException(
            $"The definition {latest.Id} has no version {version}, though a later one. Stop, and restore the history from its backup.");
    }

    /// <summary>Why a campaign was cancelled, from its stream; empty where it was not.</summary>
    public async ValueTask<string> CancelReason(CampaignId campaign, CancellationToken cancellation)
    {
        await foreach (var page in log.ReadStream(StreamNames.Of(campaign), 0, cancellation))
        {
            if (page.Select(EventCodec.Decode).OfType<CampaignCancelled>().FirstOrDefault() is { } cancelled)
                return cancelled.Reason;
        }
        return "";
    }

    private static List<ItemRecord> All(ReviewRead read, CampaignId campaign, Func<ItemRecord, bool> wanted)
    {
        var (found, after) = (new List<ItemRecord>(), 0);
        while (read.Reviews.Items(campaign, new ItemNumber(after), ReviewReader.MaxPage, wanted) is var page)
        {
            found.AddRange(page.Items);
            if (page.StoppedAfter is not { } last)
                break;
            after = last.Item;
        }
        return found;
    }
}
