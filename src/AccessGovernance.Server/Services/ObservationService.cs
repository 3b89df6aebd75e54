using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.EventLog.Events;
using AccessGovernance.Grains;
using AccessGovernance.Grains.Applications;
using AccessGovernance.Grains.Observations;
using AccessGovernance.PersonalData;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Processes;
using AccessGovernance.Server.Requests;
using Google.Protobuf;
using Grpc.Core;
using SyncKind = AccessGovernance.Domain.Observations.SyncKind;

namespace AccessGovernance.Server.Services;

/// <summary>Takes reports of target systems in: parses and checks rows, and leaves to the domain what follows what.</summary>
public sealed class ObservationServiceV1(
    Commands commands, ObservedAnswers answers, ObservedRows rows, Fingerprints fingerprints, Erasure erasure, CallerInterceptor callers)
    : ObservationService.ObservationServiceBase
{
    public override async Task Report(
        IAsyncStreamReader<ReportRequest> requestStream, IServerStreamWriter<ReportResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || requestStream.Current.RequestCase != ReportRequest.RequestOneofCase.Start)
            throw new InvalidRequestException("start", "must come before the first part");
        var (sync, begun) = await Begin(requestStream.Current.Start, context);
        await responseStream.WriteAsync(begun, context.CancellationToken);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            callers.Readmit(context);
            var response = requestStream.Current.RequestCase switch
            {
                ReportRequest.RequestOneofCase.Part => await Take(sync, requestStream.Current.Part, context),
                ReportRequest.RequestOneofCase.End => await End(sync, requestStream.Current.End, context),
                _ => throw new InvalidRequestException("part", "or end must follow the start"),
            };
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    public override Task<ListSyncsResponse> ListSyncs(ListSyncsRequest request, ServerCallContext context) =>
        answers.Syncs(request, CallerInterceptor.CallerOf(context), context);

    public override Task<ListOrphansResponse> ListOrphans(ListOrphansRequest request, ServerCallContext context) =>
        answers.Orphans(request, CallerInterceptor.CallerOf(context), context);

    public override Task<ListDriftResponse> ListDrift(ListDriftRequest request, ServerCallContext context) =>
        answers.Drift(request, CallerInterceptor.CallerOf(context), context);

    public override Task<GetExposureResponse> GetExposure(GetExposureRequest request, ServerCallContext context) =>
        answers.Exposure(request, CallerInterceptor.CallerOf(context), context);

    private async Task<(OpenSync Sync, ReportResponse Begun)> Begin(SyncStart start, ServerCallContext context)
    {
        var id = Guid.TryParseExact(start.SyncId, "D", out var parsed) && parsed != Guid.Empty ? parsed
            : throw new InvalidRequestException("start.sync_id", "must be a UUID, made anew for each sync");
        var application = Names.Application("start.application", start.Application);
        CallerInterceptor.CallerOf(context).RequireScope(application, "start.application");
        var kind = Texts.Enum<Api.V1.SyncKind, SyncKind>("start.kind", start.Kind);
        var takenAt = Times.Parse("start.taken_at", start.TakenAt ?? throw new InvalidRequestException("start.taken_at", "must be given"));
        commands.RequireIntact(context);
        if (!await commands.Grains.GetGrain<IApplicationGrain>(application.Value).IsDefined())
            throw new RefusedException(new(RefusalReason.ApplicationUnknown, "start.application", "the application is not defined"));
        var reason = start.Reason.Length == 0 ? null : Texts.Text("start.reason", start.Reason, Texts.MaxTextBytes);
        var sync = new OpenSync(id, application, kind, commands.Grains.GetGrain<IObservationGrain>(application.Value));
        if (await sync.Grain.Latest() is { Outcome: not null } over && over.Sync == id)
            return (sync, ToMessage(over));
        var command = new StartSync(id, kind, takenAt, reason);
        return (sync, await Execute(sync, command, "observation-start", 0, fingerprints.Of(start.ToByteArray()), context));
    }

    private async Task<ReportResponse> Take(OpenSync sync, SyncPart part, ServerCallContext context)
    {
        var parsed = rows.Parse(new(sync.Id, sync.Application, sync.Kind, await answers.Questions.Latest(context)), part);
        var response = await Execute(sync, parsed.Command, "observation-part", part.Number, parsed.Fingerprint, context);
        // Whoever was forgotten meanwhile, or long ago, takes the names of their accounts along.
        erasure.Heed(parsed.Command.Matches);
        response.RefusedRows.Add(parsed.Refused);
        response.Unmatched = parsed.Unmatched;
        return response;
    }

    private Task<ReportResponse> End(OpenSync sync, SyncEnd end, ServerCallContext context) => Execute(
        sync, new EndSync(sync.Id, end.Parts, end.Complete, end.ConfirmEmpty), "observation-end", 0, fingerprints.Of(end.ToByteArray()), context);

    private async Task<ReportResponse> Execute(
        OpenSync sync, ObservationCommand command, string purpose, int number, Guid fingerprint, ServerCallContext context)
    {
        var heard = await commands.Integrity.Head.Hear(context);
        commands.RequireIntact(context);
        var caller = await commands.CallerOf(context, commands.Clock.Now);
        commands.Integrity.Head.Require(heard);
        var request = RequestIds.Derive(purpose, sync.Application.Value, sync.Id.ToString("D"), number.ToString(CultureInfo.InvariantCulture));
        var begun = new CommandContext(request, fingerprint, caller, null, null, commands.Clock.Now);
        var reply = await sync.Grain.Execute(command, begun);
        var receipt = commands.Receipt(reply.Outcome);
        var response = ToMessage(reply.Progress!);
        response.Receipt = receipt;
        return response;
    }

    private static ReportResponse ToMessage(SyncProgress sync) => new()
    {
        SyncId = sync.Sync.ToString("D"), Parts = sync.Parts, Accounts = sync.Accounts, Holdings = sync.Holdings, Refused = sync.Refused,
        Outcome = (Api.V1.SyncOutcome)(sync.Outcome ?? 0),
    };

    private sealed record OpenSync(Guid Id, AppId Application, SyncKind Kind, IObservationGrain Grain);
}
