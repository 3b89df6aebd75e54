namespace AccessGovernance.Server.Tests;

/// <summary>The walk over every method of the descriptors: default deny.</summary>
[Trait("Rule", "authorisation")]
public sealed class WhoMayCall(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly byte[] Empty = [];

    private static readonly Role[] Everybody = [Role.Administrator, Role.Provisioner, Role.Reviewer, Role.Auditor, Role.Reader];

    // Who may call what, once more and independently of the server. A method that is missing here fails the walk.
    private static readonly (Role[] Roles, string Methods)[] Expected =
    [
        ([Role.Administrator, Role.Provisioner], """
            IdentityService/RegisterIdentity IdentityService/UpdateIdentity IdentityService/MarkSynthetic IdentityService/SuspendIdentity
            IdentityService/ResumeIdentity IdentityService/TerminateIdentity IdentityService/WithdrawTermination IdentityService/ReinstateIdentity
            EntitlementService/DefineEntitlement EntitlementService/UpdateEntitlement EntitlementService/MoveEntitlement
            EntitlementService/RetireEntitlement EntitlementService/Confer EntitlementService/StopConferring
            ProvisioningService/GrantAccess ProvisioningService/RevokeAccess ProvisioningService/CorrectGrant ProvisioningService/ApplyChanges
            ObservationService/Report
            """),
        ([Role.Administrator], """
            IdentityService/LinkIdentity IdentityService/EndIdentityLink IdentityService/PlaceLegalHold IdentityService/LiftLegalHold
            IdentityService/RequestForgetting IdentityService/ConfirmForgetting EntitlementService/DefineApplication
            EntitlementService/UpdateApplication HistoryImportService/ImportHistory HistoryImportService/GetImport
            TokenService/IssueToken TokenService/RevokeToken CampaignService/DefineCampaign CampaignService/ReviseDefinition
            CampaignService/RetireDefinition CampaignService/LaunchCampaign CampaignService/EndStage CampaignService/ExtendStage CampaignService/SignOffCampaign
            CampaignService/CloseCampaign CampaignService/CancelCampaign CampaignService/ArchiveCampaign CampaignService/AcknowledgeCase
            CampaignService/FailCase CampaignService/ExceptCase ReviewService/ReplaceReviewer
            """),
        ([Role.Administrator, Role.Reviewer], """
            ReviewService/ListWorkItems ReviewService/ListWorkGroups
            ReviewService/DecideItem ReviewService/DelegateItem ReviewService/CommentOnItem ReviewService/DecideItems
            ReviewService/SignOff ReviewService/ExportWorkList ReviewService/ImportDecisions
            """),
        ([Role.Administrator, Role.Reviewer, Role.Auditor], "ReviewService/GetWorkItem"),
        ([Role.Administrator, Role.Auditor], """
            TokenService/ListTokens SnapshotService/TakeSnapshot SnapshotService/GetSnapshot SnapshotService/ListSnapshots
            SnapshotService/ReadSnapshot AccessHistoryService/GetDigest CampaignService/ListTemplates CampaignService/GetDefinition
            CampaignService/ListDefinitions CampaignService/PreviewCampaign CampaignService/GetCampaign CampaignService/ListCampaigns
            CampaignService/ListCases CampaignService/GetReport CampaignService/ListMessages AnalysisService/ListPeers AnalysisService/ListOutliers
            AnalysisService/ListRoleCandidates
            """),
        (Everybody, """
            IdentityService/GetIdentity IdentityService/ListIdentities IdentityService/FindIdentities
            EntitlementService/GetApplication EntitlementService/ListApplications EntitlementService/GetEntitlement
            EntitlementService/ListEntitlements EntitlementService/ListConferrals ConditionService/CheckCondition
            AccessHistoryService/CheckAccess AccessHistoryService/BatchCheckAccess AccessHistoryService/WhoHadAccess
            AccessHistoryService/WhatDidTheyHold AccessHistoryService/GetTimeline AccessHistoryService/CountHolders
            AccessHistoryService/CompareAccess AccessHistoryService/GetTrend AccessHistoryService/WatchHistory
            ObservationService/ListSyncs ObservationService/ListOrphans ObservationService/ListDrift ObservationService/GetExposure
            """),
    ];

    private static Dictionary<string, Role[]> RolesByMethod { get; } = Expected
        .SelectMany(e => e.Methods.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), (e, m) => (e.Roles, Method: m))
        .ToDictionary(e => e.Method, e => e.Roles);

    [Fact]
    public void Every_method_of_the_descriptors_is_walked() =>
        Assert.Equal(RolesByMethod.Keys.Order(), AnyMethod.All.Select(m => m.Name).Order());

    [Fact]
    public async Task Nobody_calls_without_a_token()
    {
        using var nobody = new Caller(server.Process, null);
        foreach (var method in AnyMethod.All)
        {
            var refused = await method.Call(nobody.Invoker, Empty);
            Assert.Equal((method.Name, StatusCode.Unauthenticated, "TOKEN_MISSING"), (method.Name, refused?.Code, refused?.Reason));
        }
    }

    [Fact]
    public async Task A_role_calls_what_it_may_and_nothing_else()
    {
        foreach (var role in Everybody)
        {
            using var caller = await server.Administrator.Issue(role);
            foreach (var method in AnyMethod.All)
            {
                var refused = await method.Call(caller.Invoker, Empty);
                var missing = refused is { Code: StatusCode.PermissionDenied, Reason: "ROLE_MISSING" };
                Assert.Equal((role, method.Name, RolesByMethod[method.Name].Contains(role)), (role, method.Name, !missing));
                Assert.NotEqual(StatusCode.Internal, refused?.Code);
            }
        }
    }

    [Fact]
    public async Task Health_and_reflection_need_no_token()
    {
        using var nobody = new Caller(server.Process, null);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "grpc.health.v1.Health", "Check",
            Marshallers.Create(b => b, b => b), Marshallers.Create(b => b, b => b));
        // Field 1 of the answer is 1: serving.
        Assert.Equal([8, 1], await nobody.Invoker.AsyncUnaryCall(method, null, new CallOptions(), Empty));
        Assert.Equal("Healthy", (await server.Process.Health()).Status);
    }

    [Fact]
    public async Task Administrator_and_auditor_exclude_each_other()
    {
        var admin = server.Administrator;
        var identity = await admin.NewIdentity();
        var both = new IssueTokenRequest { RequestId = Caller.NewRequest(), Identity = identity, Roles = { Role.Administrator, Role.Auditor } };
        Assert.Equal("ROLES_EXCLUSIVE", (await Refused.By(admin.Tokens.IssueTokenAsync(both))).Reason);

        var person = Caller.Person(Caller.New("person"));
        var (first, second) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Person));
        using var auditor = await admin.Issue(first, Role.Auditor);
        var other = new IssueTokenRequest { RequestId = Caller.NewRequest(), Identity = second, Roles = { Role.Administrator } };
        Assert.Equal("ROLES_EXCLUSIVE", (await Refused.By(admin.Tokens.IssueTokenAsync(other))).Reason);
    }

    [Theory, InlineData(Role.Auditor, Role.Administrator), InlineData(Role.Administrator, Role.Auditor)]
    public async Task They_do_so_too_when_a_link_is_younger_than_the_other_token(Role one, Role other)
    {
        var admin = server.Administrator;
        var person = Caller.Person(Caller.New("person"));
        var (first, second) = (await admin.NewIdentity(), await admin.NewIdentityOf(person, LinkRole.Person));
        using var early = await admin.Issue(first, one);
        await admin.Identities.LinkIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = first, Person = person, Role = LinkRole.Owner });
        var asked = new IssueTokenRequest { RequestId = Caller.NewRequest(), Identity = second, Roles = { other } };
        Assert.Equal("ROLES_EXCLUSIVE", (await Refused.By(admin.Tokens.IssueTokenAsync(asked))).Reason);
        asked.Identity = await admin.NewIdentityOf(Caller.Person(Caller.New("person")), LinkRole.Person);
        Assert.NotEmpty((await admin.Tokens.IssueTokenAsync(asked)).Bearer);
    }
}
