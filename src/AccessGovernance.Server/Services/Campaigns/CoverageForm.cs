using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using HistoryReader = AccessGovernance.AccessHistory.HistoryReader;
using Reading = AccessGovernance.AccessHistory.Reading;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>What a question about coverage asks.</summary>
/// <param name="Applications">Empty for all that the token reaches.</param>
internal sealed record CoverageForm(Instant ValidAt, int Months, IReadOnlySet<AppId> Applications)
{
    private const int UsualMonths = 12;
    private const int MaxMonths = 120;
    private const int MaxApplications = 1_000;

    /// <summary>For people, in the order of ids.</summary>
    public string About(CallerPrincipal caller)
    {
        var named = Applications.Count > 0 ? Applications.Select(a => a.Value) : caller.Applications;
        return named is null ? "all applications" : string.Join(", ", named.Order(StringComparer.Ordinal));
    }

    public bool Wants(AppId application, CallerPrincipal caller) =>
        caller.Reaches(application) && (Applications.Count == 0 || Applications.Contains(application));

    /// <exception cref="InvalidRequestException">Something of it cannot be.</exception>
    /// <exception cref="DeniedException">An application is outside the token's scope.</exception>
    /// <exception cref="UnknownResourceException">An application is not known.</exception>
    public static CoverageForm Parse(CoverageQuestion? asked, CallerPrincipal caller, HistoryReader history, Reading reading, NodeClock clock)
    {
        asked ??= new();
        var validAt = asked.ValidAt is { } at ? Times.Parse("coverage.valid_at", at) : clock.NowAt(reading.RecordingTime);
        if (validAt > clock.Now)
            throw new InvalidRequestException("coverage.valid_at", $"is {validAt}; no instant after now is allowed");
        if (asked.Months is < 0 or > MaxMonths)
            throw new InvalidRequestException("coverage.months", $"is {asked.Months}; 1 to {MaxMonths} are allowed, and 0 for {UsualMonths}");
        if (asked.Applications.Count > MaxApplications)
            throw new InvalidRequestException("coverage.applications", $"has {asked.Applications.Count} elements; {MaxApplications} are allowed");
        var applications = new HashSet<AppId>();
        for (var i = 0; i < asked.Applications.Count; i++)
        {
            var field = $"coverage.applications[{i}]";
            var application = Names.Application(field, asked.Applications[i]);
            caller.RequireScope(application, field);
            if (!history.IsDefined(application, reading))
                throw new UnknownResourceException(field, asked.Applications[i]);
            applications.Add(application);
        }
        return new(validAt, asked.Months == 0 ? UsualMonths : asked.Months, applications);
    }
}
