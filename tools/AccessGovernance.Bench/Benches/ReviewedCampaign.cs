using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Bench.Histories;
using AccessGovernance.Bench.Hosts;
using AccessGovernance.Bench.Load;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AccessGovernance.Bench.Benches;

/// <summary>
/// One campaign over everything, through the API of a server in a process of its own: launched, paged and answered by many reviewers at once, the
/// rest answered in bulk, signed off, closed, reported.
/// </summary>
internal sealed class ReviewedCampaign(RunningServer server, Report report)
{
    private const int Reviewers = 64;
    private const int Pagers = 4;
    private const int BulkStreams = 8;
    private const int BulkSize = 1_000;
    private const int PageSize = 100;
    private const int SecondsEach = 10;

    private readonly CampaignService.CampaignServiceClient campaigns = new(server.Channel);
    private readonly ReviewService.ReviewServiceClient reviews = new(server.Channel);
    private readonly Dictionary<string, Metadata> bearers = [];
    private string campaign = "";
    private long highest;

    public async Task Run(CancellationToken cancellation)
    {
        var started = server.ResidentBytes;
        await server.UntilCaughtUp(cancellation);
        var idle = server.ResidentBytes;
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = Task.Run(() => WatchMemory(watching.Token), CancellationToken.None);
        var definition = (await campaigns.DefineCampaignAsync(new() { RequestId = NewId(), Settings = Settings() }, server.Administrator,
            cancellationToken: cancellation)).Definition.Name;
        var previewed = Stopwatch.GetTimestamp();
        var preview = await campaigns.PreviewCampaignAsync(new() { Definition = definition, ValidAt = At }, server.Administrator,
            cancellationToken: cancellation);
        report.Single("preview_over_grpc_s", Stopwatch.GetElapsedTime(previewed).TotalSeconds, "<= 5");
        report.Single("memory_previewed_mb", highest / 1e6, "");
        await Launch(definition, cancellation);
        report.Single("memory_launched_mb", highest / 1e6, "");
        await Issue(preview.Load.Select(l => l.Person));
        var persons = preview.Load.Select(l => l.Person).ToList();
        await AnswerSingly(persons.Take(Reviewers).ToList(), cancellation);
        await AnswerInBulk(persons, cancellation);
        report.Single("memory_answered_mb", highest / 1e6, "");
        await Close(persons, cancellation);
        await watching.CancelAsync();
        await watch;
        report.Single("memory_above_idle_mb", (highest - idle) / 1e6, "<= 1,000");
        report.Single("memory_idle_mb", idle / 1e6, "");
        // While it still reads the history: less than idle, by what the history itself takes.
        report.Single("memory_started_mb", started / 1e6, "");
        report.Single("memory_highest_mb", highest / 1e6, "");
        report.Condition("reviewers_in_flight", Reviewers);
        report.Condition("campaign_reviewers", persons.Count);
    }

    private async Task Launch(string definition, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        campaign = (await campaigns.LaunchCampaignAsync(
            new() { RequestId = NewId(), Definition = definition, Version = 1, ValidAt = At, EverythingIntended = true, UnassignedIntended = true },
            server.Administrator, cancellationToken: cancellation)).Campaign.Name;
        await When(c => c.Status == CampaignStatus.InReview, cancellation);
        report.Single("launch_s", Stopwatch.GetElapsedTime(begun).TotalSeconds, "<= 60");
    }

    /// <summary>Reviewers answer one item after the other while others look through work lists.</summary>
    private async Task AnswerSingly(List<string> persons, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (answered, took, begun) = (0, new ConcurrentBag<double>(), Stopwatch.GetTimestamp());
        time.CancelAfter(TimeSpan.FromSeconds(SecondsEach));
        var paging = Enumerable.Range(0, Pagers).Select(p => Task.Run(() => Page(persons, p, took, time.Token), CancellationToken.None)).ToList();
        var answering = persons.Select(p => Task.Run(async () =>
        {
            await foreach (var item in Items(p, time.Token))
            {
                if (time.IsCancellationRequested)
                    return;
                await reviews.DecideItemAsync(new() { RequestId = NewId(), Campaign = campaign, Item = item, Answer = ReviewAnswer.Certify }, bearers[p],
                    cancellationToken: cancellation);
                Interlocked.Increment(ref answered);
            }
        }, CancellationToken.None)).ToList();
        await Task.WhenAll(answering);
        report.Single("single_decisions_per_s", answered / Stopwatch.GetElapsedTime(begun).TotalSeconds, ">= 2,000");
        await time.CancelAsync();
        await Task.WhenAll(paging);
        report.Latency("page_of_100", Latencies.Of([.. took]));
        report.Single("page_p99_ms", Latencies.Of([.. took]).P99 / 1_000, "<= 50");
    }

    private async Task Page(List<string> persons, int first, ConcurrentBag<double> took, CancellationToken time)
    {
        for (var i = first; !time.IsCancellationRequested; i += Pagers)
        {
            var begun = Stopwatch.GetTimestamp();
            await reviews.ListWorkItemsAsync(new() { Campaign = campaign, PageSize = PageSize }, bearers[persons[i % persons.Count]],
                cancellationToken: CancellationToken.None);
            took.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
        }
    }

    private async Task AnswerInBulk(List<string> persons, CancellationToken cancellation)
    {
        var (answered, begun) = (0, Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(persons, new ParallelOptions { MaxDegreeOfParallelism = BulkStreams, CancellationToken = cancellation }, async (person,
            _) =>
        {
            using var stream = reviews.DecideItems(bearers[person], cancellationToken: cancellation);
            var some = new List<int>(BulkSize);
            await foreach (var item in Items(person, cancellation))
            {
                some.Add(item);
                if (some.Count == BulkSize)
                    await Send(stream, some);
            }
            if (some.Count > 0)
                await Send(stream, some);
            await stream.RequestStream.CompleteAsync();
        });
        report.Single("bulk_decisions_per_s", answered / Stopwatch.GetElapsedTime(begun).TotalSeconds, ">= 5,000");

        async Task Send(AsyncDuplexStreamingCall<DecideItemsRequest, DecideItemsResponse> stream, List<int> some)
        {
            // One in a thousand is revoked, so that there is something to remedy.
            var decisions = some.Select(i => new ItemDecision { Item = i, Answer = i % 1_000 == 0 ? ReviewAnswer.Revoke : ReviewAnswer.Certify,
                Justification = i % 1_000 == 0 ? "bench" : "" });
            await stream.RequestStream.WriteAsync(new() { RequestId = NewId(), Campaign = campaign, Decisions = { decisions } }, cancellation);
            if (!await stream.ResponseStream.MoveNext(cancellation) || stream.ResponseStream.Current.Items.FirstOrDefault(i =>
                i.Result == ItemResult.Refused) is { } refused)
                throw new InvalidOperationException($"An answer was refused: {stream.ResponseStream.Current}");
            Interlocked.Add(ref answered, some.Count);
            some.Clear();
        }
    }

    private async Task Close(List<string> persons, CancellationToken cancellation)
    {
        var signing = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(persons, new ParallelOptions { MaxDegreeOfParallelism = BulkStreams, CancellationToken = cancellation }, async (person,
            _) =>
            await reviews.SignOffAsync(new() { RequestId = NewId(), Campaign = campaign }, bearers[person], cancellationToken: cancellation));
        report.Single("sign_off_s", Stopwatch.GetElapsedTime(signing).TotalSeconds, "");
        var ending = Stopwatch.GetTimestamp();
        await When(c => c.Status == CampaignStatus.Remediation && c.Cases.Sum(t => t.Cases) == c.Items.Revoked && c.Cases.All(t =>
            t.State != CaseState.Requested), cancellation);
        report.Single("end_stage_and_remedy_s", Stopwatch.GetElapsedTime(ending).TotalSeconds, "");
        var closing = Stopwatch.GetTimestamp();
        var owner = bearers[persons[0]];
        var open = new List<int>();
        var cases = new ListCasesRequest { Campaign = campaign, Open = true, PageSize = 1_000 };
        do
        {
            var page = await campaigns.ListCasesAsync(cases, server.Administrator, cancellationToken: cancellation);
            open.AddRange(page.Cases.Select(c => c.Item));
            cases.PageToken = page.NextPageToken;
        }
        while (cases.PageToken.Length > 0);
        await campaigns.SignOffCampaignAsync(new() { RequestId = NewId(), Campaign = campaign, Role = "bench", StillOpen = { open } }, owner,
            cancellationToken: cancellation);
        await campaigns.CloseCampaignAsync(new() { RequestId = NewId(), Campaign = campaign }, owner, cancellationToken: cancellation);
        await ReadReport(cancellation);
        report.Single("close_s", Stopwatch.GetElapsedTime(closing).TotalSeconds, "<= 60");
        report.Single("end_to_closed_s", Stopwatch.GetElapsedTime(ending).TotalSeconds, "");
    }

    private async Task ReadReport(CancellationToken cancellation)
    {
        using var call = campaigns.GetReport(new() { Campaign = campaign, Format = ReportFormat.Csv }, server.Administrator, cancellationToken: cancellation);
        var bytes = 0L;
        while (await call.ResponseStream.MoveNext(cancellation))
            bytes += call.ResponseStream.Current.Chunk.Length;
        report.Condition("report_bytes", bytes);
    }

    private async IAsyncEnumerable<int> Items(string person, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var asked = new ListWorkItemsRequest { Campaign = campaign, PageSize = BulkSize, States = { WorkState.Open } };
        while (!cancellation.IsCancellationRequested)
        {
            var page = await reviews.ListWorkItemsAsync(asked, bearers[person], cancellationToken: CancellationToken.None);
            foreach (var item in page.Items)
                yield return item.Item;
            if (page.NextPageToken.Length == 0)
                yield break;
            asked.PageToken = page.NextPageToken;
        }
    }

    // Administrators too: the first of them signs the campaign off.
    private async Task Issue(IEnumerable<string> persons)
    {
        var tokens = new TokenService.TokenServiceClient(server.Channel);
        foreach (var person in persons)
        {
            var number = int.Parse(person[(person.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
            var issued = await tokens.IssueTokenAsync(new()
            {
                RequestId = NewId(), Identity = "identities/" + Uri.EscapeDataString(ReviewedOrganisation.Identity(number).Value),
                    Roles = { bearers.Count == 0 ? Role.Administrator : Role.Reviewer },
            }, server.Administrator);
            bearers[person] = new() { { "authorization", "Bearer " + issued.Bearer } };
        }
    }

    private async Task When(Func<Campaign, bool> holds, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!holds((await campaigns.GetCampaignAsync(new() { Campaign = campaign }, server.Administrator, cancellationToken: cancellation)).Campaign))
            await timer.WaitForNextTickAsync(cancellation);
    }

    private async Task WatchMemory(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!ended.IsCancellationRequested)
        {
            highest = Math.Max(highest, server.ResidentBytes);
            await ((Task)timer.WaitForNextTickAsync(ended).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static CampaignSettings Settings() => new()
    {
        Name = "Everything", Owner = "persons/P-000000", Scope = new() { Condition = new() { Text = "risk >= 'low'" } },
        Stages =
        {
            new ReviewStage
            {
                Name = "Owners", Days = 14, Strategy = new() { Kind = StrategyKind.OneDenyDenies }, Visible = EarlierDecisions.Everything,
                    NoResponse = NoResponse.Keep,
                Reviewers = new() { Rule = new() { Kind = ReviewerKind.EntitlementOwner }, Fallback = new() { Kind = ReviewerKind.Named,
                    Persons = { "persons/P-000001", "persons/P-000002" } } },
            },
        },
        Calendar = new() { Zone = "UTC" }, Rules = new()
        {
            Justification = JustificationRule.OnChange, Barred = { Involvement.Requester, Involvement.Approver, Involvement.Provisioner },
        },
            Remediation = new() { Mode = RemediationMode.Automated, SlaDays = 14 },
    };

    private static Timestamp At => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(ReviewedOrganisation.At.Milliseconds));

    private static string NewId() => Guid.NewGuid().ToString();
}
