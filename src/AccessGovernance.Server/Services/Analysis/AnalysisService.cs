using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Roles;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>Answers who is like whom, whose access is unlike their peers', and what could be a role. Reads only.</summary>
public sealed class AnalysisServiceV1(AnalysisQuestions questions) : AnalysisService.AnalysisServiceBase
{
    private const int DefaultPeers = 10;
    private const int MaxPeers = 100;
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;
    private const int MaxApplications = 100;
    private const int MaxMinMembers = 1_000_000;
    private const int MaxMinPermissions = 1_000;

    private static readonly HashSet<AppId> Everywhere = [];

    public override async Task<ListPeersResponse> ListPeers(ListPeersRequest request, ServerCallContext context)
    {
        var id = Names.Identity("identity", request.Identity);
        var most = Number("most", request.Most, DefaultPeers, 1, MaxPeers);
        var access = await questions.Open(request.ValidAt, request.Knowledge, null, context);
        questions.RequireKnown(id, access);
        var found = await questions.Run(c => PeerSearch.Find(access, id, most, c), context.CancellationToken);
        return new()
        {
            Peers = { found.Peers.Select(p => AnalysisMessages.Of(p, found, access)) },
            Outliers = { found.Outliers.Take(AnalysisMessages.MaxOutliers).Select(o => AnalysisMessages.Of(o, access)) },
            OutlierCount = found.Outliers.Length, AttributesHidden = !access.Caller.SeesPersonalData, Basis = questions.Basis(access, Everywhere, true),
        };
    }

    public override async Task<ListOutliersResponse> ListOutliers(ListOutliersRequest request, ServerCallContext context)
    {
        AppId? application = request.Application.Length == 0 ? null : Names.Application("application", request.Application);
        var condition = IdentityCondition.Parse("condition", request.Condition, CallerInterceptor.CallerOf(context));
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var access = await questions.Open(request.ValidAt, request.Knowledge, page.Place, context);
        if (application is { } asked)
            questions.RequireKnown(asked, "application", access);
        (IdentityId, EntitlementId)? after = page.Place is { } place ? (new(place.First), new(place.Second)) : null;
        var rows = await questions.Run(
            c => OutlierSearch.Over(access, application, r => condition?.Holds(r, access.All.At) ?? true, c).After(after).Take(page.Size + 1).ToList(),
            context.CancellationToken);
        var response = new ListOutliersResponse { NotKnown = condition?.NotKnown(upTo: null) ?? 0 };
        var fitting = questions.Room.Fit([.. rows.Take(page.Size)], r => AnalysisMessages.WithReasons(r, access), response.Outliers.Add);
        if (fitting < rows.Count)
        {
            var (identity, entitlement) = (access.All.IdentityAt(rows[fitting - 1].Identity), access.All.EntitlementAt(rows[fitting - 1].Entitlement));
            response.NextPageToken = page.Next(access.Asked.PlaceAfter(identity.Value, entitlement.Value));
        }
        response.Basis = questions.Basis(access, application is { } only ? [only] : Everywhere, response.NextPageToken.Length == 0);
        return response;
    }

    public override async Task<ListRoleCandidatesResponse> ListRoleCandidates(ListRoleCandidatesRequest request, ServerCallContext context)
    {
        if (request.Applications.Count > MaxApplications)
            throw new InvalidRequestException("applications", $"must be at most {MaxApplications}");
        var applications = request.Applications.Select((a, i) => Names.Application($"applications[{i}]", a)).ToHashSet();
        var condition = IdentityCondition.Parse("condition", request.Condition, CallerInterceptor.CallerOf(context));
        var limits = new RoleSearchLimits();
        limits = limits with
        {
            MinMembers = Number("min_members", request.MinMembers, limits.MinMembers, 2, MaxMinMembers),
            MinPermissions = Number("min_permissions", request.MinPermissions, limits.MinPermissions, 1, MaxMinPermissions),
        };
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var access = await questions.Open(request.ValidAt, request.Knowledge, page.Place, context);
        foreach (var application in applications)
            questions.RequireKnown(application, "applications", access);
        var searched = await questions.Run(
            c => CandidateSearch.Find(access, applications, r => condition?.Holds(r, access.All.At) ?? true, limits, c), context.CancellationToken);
        var response = PageOf(searched, access, page);
        response.NotKnown = condition?.NotKnown(upTo: null) ?? 0;
        response.Basis = questions.Basis(access, applications, response.NextPageToken.Length == 0);
        return response;
    }

    private ListRoleCandidatesResponse PageOf(SearchedCandidates searched, AnalysedAccess access, Page page)
    {
        var response = new ListRoleCandidatesResponse
        {
            Exhaustive = searched.Found.IsExhaustive, Identities = searched.Identities.Length, Assignments = searched.Assignments,
        };
        var before = page.Place is { } place ? int.Parse(place.First, CultureInfo.InvariantCulture) : 0;
        var left = searched.Found.Candidates.Length - before;
        var ranks = Enumerable.Range(before + 1, Math.Min(left, page.Size)).ToList();
        var fitting = questions.Room.Fit(ranks, rank => AnalysisMessages.Of(rank, searched, access), response.Candidates.Add);
        if (fitting < left)
            response.NextPageToken = page.Next(access.Asked.PlaceAfter((before + fitting).ToString(CultureInfo.InvariantCulture), ""));
        return response;
    }

    private static int Number(string field, int given, int otherwise, int least, int most)
    {
        if (given == 0)
            return otherwise;
        return given < least || given > most ? throw new InvalidRequestException(field, $"must be {least} to {most}, or 0 for {otherwise}") : given;
    }
}
