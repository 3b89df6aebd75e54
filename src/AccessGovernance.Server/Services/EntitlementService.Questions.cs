using AccessGovernance.Api.V1;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

public sealed partial class EntitlementServiceV1
{
    private const int DefaultPage = 100;

    public override async Task<GetApplicationResponse> GetApplication(GetApplicationRequest request, ServerCallContext context)
    {
        var id = Names.Application("application", request.Application);
        CallerInterceptor.CallerOf(context).RequireScope(id, "application");
        var read = await questions.Read(request.AtLeast, context);
        var record = read.Directory.Application(id) ?? throw new UnknownResourceException("application", request.Application);
        return new() { Application = ToMessage(record), Basis = read.Basis(true) };
    }

    public override async Task<ListApplicationsResponse> ListApplications(ListApplicationsRequest request, ServerCallContext context)
    {
        var read = await questions.Read(request.AtLeast, context);
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, DirectoryReader.MaxPage);
        var caller = CallerInterceptor.CallerOf(context);
        var records = read.Directory.Applications(page.After, page.Size + 1, app => caller.Reaches(app));
        var response = new ListApplicationsResponse();
        response.NextPageToken = room.FitPage(page, records, ToMessage, r => r.Id.Value, response.Applications.Add);
        response.Basis = Scoped(read.Basis(response.NextPageToken.Length == 0), caller);
        return response;
    }

    public override async Task<GetEntitlementResponse> GetEntitlement(GetEntitlementRequest request, ServerCallContext context)
    {
        var id = Names.Entitlement("entitlement", request.Entitlement);
        var read = await questions.Read(request.AtLeast, context);
        var record = read.Directory.Entitlement(id, read.Now);
        CallerInterceptor.CallerOf(context).RequireScope(record?.Application, "entitlement");
        return record is null
            ? throw new UnknownResourceException("entitlement", request.Entitlement)
            : new() { Entitlement = ToMessage(record), Basis = read.Basis(true) };
    }

    public override async Task<ListEntitlementsResponse> ListEntitlements(ListEntitlementsRequest request, ServerCallContext context)
    {
        AppId? only = request.Application.Length == 0 ? null : Names.Application("application", request.Application);
        var caller = CallerInterceptor.CallerOf(context);
        if (only is { } asked)
            caller.RequireScope(asked, "application");
        var condition = ConditionForms.ParseOptional("condition", request.Condition, ConditionSubjects.Entitlement | ConditionSubjects.Application);
        var read = await questions.Read(request.AtLeast, context);
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, DirectoryReader.MaxPage);
        bool Within(AppId app) => caller.Reaches(app) && (only is null || app == only);
        var found = condition is null
            ? new(read.Directory.Entitlements(page.After, page.Size + 1, read.Now, Within), null)
            : read.Directory.FindEntitlements(page.After, page.Size + 1, read.Now, Within,
                (e, app) => condition.Holds(attribute => DirectoryAttributes.Of(e, app, attribute), read.Now));
        var response = new ListEntitlementsResponse();
        (response.NextPageToken, _) = room.FitPage(page, found, ToMessage, r => r.Id.Value, response.Entitlements.Add);
        response.Basis = Scoped(read.Basis(response.NextPageToken.Length == 0), caller);
        return response;
    }

    public override async Task<ListConferralsResponse> ListConferrals(ListConferralsRequest request, ServerCallContext context)
    {
        EntitlementId? end = request.Entitlement.Length == 0 ? null : Names.Entitlement("entitlement", request.Entitlement);
        CallerInterceptor.CallerOf(context).RequireUnscoped("listing conferrals");
        var read = await questions.Read(request.AtLeast, context);
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, DirectoryReader.MaxPage);
        var after = page.After.Length == 0 ? Guid.Empty : Guid.Parse(page.After);
        var records = read.Directory.Conferrals(end, after, page.Size + 1);
        var response = new ListConferralsResponse();
        response.NextPageToken = room.FitPage(page, records, c => c.Void ? null : ToMessage(c), c => c.Id.ToString(), response.Conferrals.Add);
        response.Basis = read.Basis(response.NextPageToken.Length == 0);
        return response;
    }

    private static AnswerBasis Scoped(AnswerBasis basis, CallerPrincipal caller)
    {
        basis.LimitedToScope = !caller.IsUnscoped;
        return basis;
    }

    private static Application ToMessage(ApplicationRecord record) => new()
    {
        Name = Names.Of(record.Id), DisplayName = record.DisplayName, Owner = record.Owner is { } owner ? Names.Of(owner) : "",
        GovernedFrom = Times.Of(record.GovernedFrom), Fulfilment = (Api.V1.Fulfilment)record.Fulfilment,
    };

    private static Entitlement ToMessage(EntitlementRecord record) => new()
    {
        Name = Names.Of(record.Id), Kind = (EntitlementKind)record.Kind, Application = Names.Of(record.Application),
        DisplayName = record.Profile.DisplayName, Description = record.Profile.Description,
        Owner = record.Profile.Owner is { } owner ? Names.Of(owner) : "", Risk = (Risk)record.Profile.Risk, Capacity = record.Capacity ?? 0,
        RetiredAt = record.RetiredAt is { } at ? Times.Of(at) : null,
    };

    private static Conferral ToMessage(ConferralRecord record) => new()
    {
        ConferralId = record.Id.ToString(), From = Names.Of(record.From), To = Names.Of(record.To), Validity = Times.Of(record.Validity),
    };
}
