using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Provisioning;

/// <summary>Finds the grant that is meant when none is named: there must be exactly one that has not ended.</summary>
internal static class OpenGrants
{
    private const int MaxListed = 10;

    /// <exception cref="CommandFailed">None, or several.</exception>
    public static async Task<string> TheOnlyOneAsync(CommandRun run, string identity, string entitlement)
    {
        var request = new GetTimelineRequest
        {
            Identity = ResourceName.Identity(identity),
            Entitlement = ResourceName.Entitlement(entitlement),
            PageSize = Pages.PageSize,
        };
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await run.Server.History.GetTimelineAsync(request, run.Server.Call);
                return new Page<TimelineEntry>(answer.Entries, answer.NextPageToken, answer.Basis);
            },
            null);
        var open = StillOpen(all.Items, Timestamp.FromDateTimeOffset(run.Surroundings.Clock.GetUtcNow()));
        return open.Count switch
        {
            1 => open[0],
            0 => throw new CommandFailed(ExitCode.Failed, $"{identity} has no open grant of {entitlement}",
                $"What it has through others ends with those grants: see 'agctl what {identity}'."),
            _ => throw new CommandFailed(ExitCode.Failed, $"{identity} has {open.Count} open grants of {entitlement}: each ends by itself",
                $"Name one with --grant: {string.Join(", ", open.Take(MaxListed))}{(open.Count > MaxListed ? " ..." : "")}"),
        };
    }

    /// <summary>Ids of the grants whose last entry is neither void nor ended by now; in order of their first entry.</summary>
    public static List<string> StillOpen(IEnumerable<TimelineEntry> entries, Timestamp now) =>
        [.. entries.Where(e => e.GrantId.Length > 0).GroupBy(e => e.GrantId)
            .Where(g => g.Last() is var last && last.What != "voided" && (last.Validity?.Until is not { } until || until > now))
            .Select(g => g.Key)];
}
