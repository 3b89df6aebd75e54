using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Reports what one application holds, over one call for each sync or for parts of one.</summary>
public sealed class Report(Caller caller, string application)
{
    public string Sync { get; init; } = Caller.NewRequest();

    public SyncKind Kind { get; init; } = SyncKind.Full;

    public required Timestamp TakenAt { get; init; }

    public string Reason { get; init; } = "";

    public static ReportedAccount Account(string account, string identity, params string[] entitlements)
    {
        var reported = new ReportedAccount { Account = account, Identity = identity };
        reported.Holds.Add(entitlements.Select(e => new ReportedHolding { Entitlement = e }));
        return reported;
    }

    public static SyncPart Part(int number, params ReportedAccount[] accounts) => new() { Number = number, Accounts = { accounts } };

    /// <summary>A whole sync of one part.</summary>
    public async Task<ReportResponse> All(params ReportedAccount[] accounts) =>
        (await Send(new() { Part = Part(1, accounts) }, new() { End = new() { Parts = 1, Complete = true } }))[^1];

    /// <summary>Sends the start and what follows it; the first answer is the start's.</summary>
    public async Task<List<ReportResponse>> Send(params ReportRequest[] requests)
    {
        using var call = caller.Observations.Report();
        var start = new SyncStart { SyncId = Sync, Application = application, Kind = Kind, TakenAt = TakenAt, Reason = Reason };
        var responses = new List<ReportResponse>();
        foreach (var request in requests.Prepend(new() { Start = start }))
        {
            await call.RequestStream.WriteAsync(request);
            if (!await call.ResponseStream.MoveNext(CancellationToken.None))
                break;
            responses.Add(call.ResponseStream.Current);
        }
        await call.RequestStream.CompleteAsync();
        return responses;
    }
}
