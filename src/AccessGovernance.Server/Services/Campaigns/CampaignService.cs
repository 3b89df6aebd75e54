using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Reviews;
using AccessGovernance.Reviews;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews;
using Grpc.Core;
using CampaignSettings = AccessGovernance.Domain.Reviews.Definitions.CampaignSettings;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Defines, launches and runs access reviews. Definitions are here; launches, the course of campaigns and cases in the other parts.</summary>
public sealed partial class CampaignServiceV1(
    Commands commands, ReviewQuestions questions, CampaignScopes scopes, CampaignRun runs, CampaignLaunches launches, Reporting reporting)
    : CampaignService.CampaignServiceBase
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1_000;

    public override Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context) => Task.FromResult(
        new ListTemplatesResponse
        {
            Templates =
            {
                CampaignTemplates.All.Where(t => request.Template.Length == 0 || t.Id == request.Template).Select(t =>
                    new Api.V1.CampaignTemplate { Id = t.Id, Description = t.Description, Settings = SettingsMessages.Of(t.Settings) }),
            },
        });

    public override async Task<DefineCampaignResponse> DefineCampaign(DefineCampaignRequest request, ServerCallContext context)
    {
        var id = DerivedIds.Definition(Commands.ParseRequestId(request.RequestId));
        var settings = Settings(request.Settings, context);
        // Who is there now may have left when the same is asked for again.
        if ((await questions.Read("", context)).Reviews.Definition(id) is null)
            await RequireNamed(settings, context);
        var begun = await commands.Begin(request, request.RequestId, context);
        var outcome = await commands.Grains.GetGrain<IDefinitionGrain>(id.Value).Execute(new DefineCampaign(id, settings), begun);
        var receipt = commands.Receipt(InRequest(outcome));
        return new() { Receipt = receipt, Definition = ToMessage(new(id, 1, settings, false, begun.Now), begun.Now) };
    }

    public override async Task<ReviseDefinitionResponse> ReviseDefinition(ReviseDefinitionRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var id = Names.Definition("definition", request.Definition);
        var settings = Settings(request.Settings, context);
        var (_, before) = await Definition(id, "", context);
        if (before.Version == request.Version)
            await RequireNamed(settings, context);
        var begun = await commands.Begin(request, request.RequestId, context);
        // By the version before it, where another one is on its way.
        if (before.Version <= request.Version)
            await launches.RequireOwnStays(begun.Caller, before.Settings, settings, "settings.scope", context);
        var outcome = await commands.Grains.GetGrain<IDefinitionGrain>(id.Value).Execute(new ReviseDefinition(request.Version, settings), begun);
        var receipt = commands.Receipt(InRequest(outcome));
        var (_, latest) = await Definition(id, "", context);
        return new() { Receipt = receipt, Definition = ToMessage(latest, begun.Now) };
    }

    public override async Task<RetireDefinitionResponse> RetireDefinition(RetireDefinitionRequest request, ServerCallContext context)
    {
        Commands.ParseRequestId(request.RequestId);
        var id = Names.Definition("definition", request.Definition);
        var (_, definition) = await Definition(id, "", context);
        var begun = await commands.Begin(request, request.RequestId, context);
        if (!definition.IsRetired)
            await launches.RequireOwnStays(begun.Caller, definition.Settings, null, "definition", context);
        return new() { Receipt = commands.Receipt(await commands.Grains.GetGrain<IDefinitionGrain>(id.Value).Execute(new RetireDefinition(), begun)) };
    }

    public override async Task<GetDefinitionResponse> GetDefinition(GetDefinitionRequest request, ServerCallContext context)
    {
        var id = Names.Definition("definition", request.Definition);
        var (read, definition) = await Definition(id, request.AtLeast, context);
        if (request.Version < 0 || request.Version > definition.Version)
            throw new InvalidRequestException("version", $"must be 1 to {definition.Version}, or 0 for the latest");
        if (request.Version is not 0 && request.Version != definition.Version)
            definition = await runs.Version(definition, request.Version, context.CancellationToken);
        return new() { Definition = ToMessage(definition, read.Now), Basis = read.Basis(true) };
    }

    public override async Task<ListDefinitionsResponse> ListDefinitions(ListDefinitionsRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, MaxPage);
        var read = await questions.Read(request.AtLeast, context);
        var response = new ListDefinitionsResponse();
        var found = read.Reviews.Definitions(page.After.Length == 0 ? null : new(Guid.Parse(page.After)), page.Size + 1)
            .ToList();
        response.NextPageToken = questions.Room.FitPage(
            page, found, d => (!d.IsRetired || request.IncludeRetired) && scopes.Reaches(caller, d.Settings.Scope) ? ToMessage(d, read.Now) : null,
            d => d.Id.ToString(), response.Definitions.Add);
        response.Basis = read.Basis(response.NextPageToken.Length == 0);
        response.Basis.LimitedToScope = !caller.IsUnscoped;
        return response;
    }

    private CampaignSettings Settings(Api.V1.CampaignSettings? given, ServerCallContext context)
    {
        var settings = SettingsReader.Read(given);
        scopes.Require(CallerInterceptor.CallerOf(context), settings);
        return settings;
    }

    private async ValueTask RequireNamed(CampaignSettings settings, ServerCallContext context)
    {
        if (await runs.Named.Problem(settings, context) is { } refusal)
            throw new RefusedException(refusal);
    }

    private async ValueTask<(ReviewRead Read, DefinitionRecord Definition)> Definition(
        AccessGovernance.Domain.Reviews.DefinitionId id, string atLeast, ServerCallContext context)
    {
        var read = await questions.Read(atLeast, context);
        var definition = read.Definition(id);
        scopes.Require(CallerInterceptor.CallerOf(context), definition.Settings.Scope);
        return (read, definition);
    }

    private static Outcome InRequest(Outcome outcome) =>
        outcome.Refusal is { } refusal ? outcome with { Refusal = SettingsReader.InRequest(refusal) } : outcome;

    private static Api.V1.CampaignDefinition ToMessage(DefinitionRecord definition, Instant now)
    {
        var settings = definition.Settings;
        return new()
        {
            Name = Names.Of(definition.Id), Version = definition.Version, Settings = SettingsMessages.Of(settings), Retired = definition.IsRetired,
            NextLaunchAt = settings.Recurrence is { } recurrence && !definition.IsRetired
                && Recurrences.Next(recurrence, Zones.Find("calendar.zone", settings.Calendar.Zone), now) is { } next ? Times.Of(next) : null,
        };
    }
}
