using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Importing;
using AccessGovernance.Cli.Shell;
using Grpc.Core;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Loads the sample organisation through the public API. Safe to repeat: what is there already stays as it is.</summary>
internal sealed class SampleLoader(CommandRun run, SampleFiles files)
{
    private const int MaxInFlight = 8;
    private const int MaxAttempts = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ServerConnection server = run.Server;
    private readonly SampleRequests requests = new(files.Organisation);

    /// <summary>True when the whole history is there and everything around it was loaded.</summary>
    public async Task<bool> IsLoadedAsync()
    {
        try
        {
            var request = new GetImportRequest { Source = SampleOrganisation.Source, FileSha256 = files.History.Sha256 };
            var import = await server.Imports.GetImportAsync(request, server.Call);
            return import.LastRow == files.History.Rows[^1].Seq && await LastStepIsDoneAsync();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Returns the token of the last write: questions that name it see everything.</summary>
    public async Task<string> LoadAsync()
    {
        var (catalogue, people) = (server.Entitlements, server.Identities);
        await EachAsync(requests.Applications, async r => (await catalogue.DefineApplicationAsync(r, server.Call)).Receipt);
        await EachAsync(requests.Entitlements, async r => (await catalogue.DefineEntitlementAsync(r, server.Call)).Receipt);
        await EachAsync(requests.Others, async r => (await people.RegisterIdentityAsync(r, server.Call)).Receipt);
        await ImportAsync();
        await EachAsync(requests.Profiles, async r => (await people.UpdateIdentityAsync(r, server.Call)).Receipt);
        await EachAsync(requests.Links, async r => (await people.LinkIdentityAsync(r, server.Call)).Receipt);
        return await EachAsync(requests.Terminations, async r => (await people.TerminateIdentityAsync(r, server.Call)).Receipt);
    }

    private async Task<bool> LastStepIsDoneAsync()
    {
        foreach (var last in requests.Terminations)
        {
            var identity = await server.Identities.GetIdentityAsync(new GetIdentityRequest { Identity = last.Identity }, server.Call);
            if (identity.Identity.TerminatedAt is null)
                return false;
        }
        return true;
    }

    private async Task ImportAsync()
    {
        using var report = new RejectedRowsReport(files.RejectedPath, files.History);
        var counts = await ImportCommands.SendAsync(run, files.History, SampleOrganisation.Source, report);
        if (counts.Rejected > 0)
        {
            throw new CommandFailed(ExitCode.Failed, $"the server rejected {counts.Rejected} rows of the sample history",
                $"They are listed in {report.Path}; start over in a directory of its own with --data.");
        }
    }

    private async Task<string> EachAsync<TRequest>(IEnumerable<TRequest> all, Func<TRequest, Task<Receipt>> send)
    {
        var last = new Receipt();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxInFlight, CancellationToken = run.Cancellation };
        await Parallel.ForEachAsync(all, options, async (request, _) =>
        {
            var receipt = await PatientlyAsync(() => send(request));
            lock (options)
                last = receipt.Position > last.Position ? receipt : last;
        });
        return last.Token;
    }

    /// <summary>The server limits each caller's rate; a whole organisation at once may run into it.</summary>
    private async Task<Receipt> PatientlyAsync(Func<Task<Receipt>> send)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send();
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && attempt < MaxAttempts)
            {
                await Task.Delay(Pause * attempt, run.Surroundings.Clock, run.Cancellation);
            }
        }
    }
}
