using System.Collections.Frozen;
using AccessGovernance.Domain.Tokens;

namespace AccessGovernance.Server.Authentication;

/// <summary>
/// Which roles may call which method. What is not listed, nobody may call. Scope, back-dating and "own" are decided with the request.
/// </summary>
public static class MethodRoles
{
    private static readonly Role[] Administration = [Role.Administrator];
    private static readonly Role[] Provisioning = [Role.Administrator, Role.Provisioner];
    private static readonly Role[] Reviewing = [Role.Administrator, Role.Reviewer];
    private static readonly Role[] Reading = [Role.Administrator, Role.Provisioner, Role.Reviewer, Role.Auditor, Role.Reader];

    /// <summary>Methods that need no token: they say nothing of anybody.</summary>
    public static readonly FrozenSet<string> Anonymous = new[]
    {
        "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Watch",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Role[]> Allowed = Table().ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The roles that may call a method, by its full name; none for a method that is not listed.</summary>
    public static ReadOnlySpan<Role> Of(string method) => Allowed.GetValueOrDefault(method);

    private static Dictionary<string, Role[]> Table()
    {
        var table = new Dictionary<string, Role[]>(StringComparer.Ordinal);
        Add(table, "IdentityService", Provisioning, "RegisterIdentity", "UpdateIdentity", "MarkSynthetic", "SuspendIdentity", "ResumeIdentity",
            "TerminateIdentity", "WithdrawTermination", "ReinstateIdentity");
        Add(table, "IdentityService", Administration, "LinkIdentity", "EndIdentityLink", "PlaceLegalHold", "LiftLegalHold",
            "RequestForgetting", "ConfirmForgetting");
        Add(table, "IdentityService", Reading, "GetIdentity", "ListIdentities", "FindIdentities");
        Add(table, "EntitlementService", Administration, "DefineApplication", "UpdateApplication");
        Add(table, "EntitlementService", Provisioning, "DefineEntitlement", "UpdateEntitlement", "MoveEntitlement", "RetireEntitlement",
            "Confer", "StopConferring");
        Add(table, "EntitlementService", Reading, "GetApplication", "ListApplications", "GetEntitlement", "ListEntitlements", "ListConferrals");
        Add(table, "ConditionService", Reading, "CheckCondition");
        Add(table, "ProvisioningService", Provisioning, "GrantAccess", "RevokeAccess", "CorrectGrant", "ApplyChanges");
        Add(table, "HistoryImportService", Administration, "ImportHistory", "GetImport");
        Add(table, "ObservationService", Provisioning, "Report");
        Add(table, "ObservationService", Reading, "ListSyncs", "ListOrphans", "ListDrift", "GetExposure");
        Add(table, "AccessHistoryService", Reading, "CheckAccess", "BatchCheckAccess", "WhoHadAccess", "WhatDidTheyHold", "GetTimeline",
            "CountHolders", "CompareAccess", "GetTrend", "WatchHistory");
        Add(table, "SnapshotService", [Role.Administrator, Role.Auditor], "TakeSnapshot", "GetSnapshot", "ListSnapshots", "ReadSnapshot");
        Add(table, "AccessHistoryService", [Role.Administrator, Role.Auditor], "GetDigest");
        Add(table, "CampaignService", Administration, "DefineCampaign", "ReviseDefinition", "RetireDefinition", "LaunchCampaign", "EndStage", "ExtendStage",
            "SignOffCampaign", "CloseCampaign", "CancelCampaign", "ArchiveCampaign", "AcknowledgeCase", "FailCase", "ExceptCase");
        Add(table, "CampaignService", [Role.Administrator, Role.Auditor], "ListTemplates", "GetDefinition", "ListDefinitions", "PreviewCampaign",
            "GetCampaign", "ListCampaigns", "ListCases", "ListMessages", "GetReport");
        Add(table, "ReviewService", Reviewing, "ListWorkItems", "ListWorkGroups", "DecideItem", "DelegateItem", "CommentOnItem", "DecideItems", "SignOff",
            "ExportWorkList", "ImportDecisions");
        Add(table, "ReviewService", [Role.Administrator, Role.Reviewer, Role.Auditor], "GetWorkItem");
        Add(table, "ReviewService", Administration, "ReplaceReviewer");
        Add(table, "AnalysisService", [Role.Administrator, Role.Auditor], "ListPeers", "ListOutliers", "ListRoleCandidates");
        Add(table, "TokenService", Administration, "IssueToken", "RevokeToken");
        Add(table, "TokenService", [Role.Administrator, Role.Auditor], "ListTokens");
        return table;
    }

    private static void Add(Dictionary<string, Role[]> table, string service, Role[] roles, params ReadOnlySpan<string> methods)
    {
        foreach (var method in methods)
            table.Add($"/accessgovernance.v1.{service}/{method}", roles);
    }
}
