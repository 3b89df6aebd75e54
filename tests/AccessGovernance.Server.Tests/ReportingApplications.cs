namespace AccessGovernance.Server.Tests;

/// <summary>What target systems report, taken in once and asked for beside what was decided.</summary>
[Trait("Rule", "4")]
public sealed class ReportingApplications(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Who_had_access_is_answered_in_each_layer_and_told_apart()
    {
        var (application, entitlement) = await NewEntitlement();
        var (ann, bob, eve) = (await admin.NewIdentity(), await admin.NewIdentity(), await admin.NewIdentity());
        await admin.Grant(ann, entitlement);
        await admin.Grant(bob, entitlement);
        await Report(application).All(Account("ann", ann, entitlement), Account("eve", eve, entitlement), Account("x", "", entitlement));

        var entitled = await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement });
        Assert.Equal(Sorted(ann, bob), entitled.Holders.Select(h => h.Identity));
        Assert.Empty(entitled.Basis.Observed);
        var any = await admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, Layer = AccessLayer.Any });
        Assert.Equal(["", .. Sorted(ann, bob, eve)], any.Holders.Select(h => h.Identity));
        Assert.Equal(("any", true), (any.Basis.Layer, Assert.Single(any.Basis.Observed).Covered));
        Assert.Equal(Sorted(ann, bob), any.Holders.Where(h => h.Grants.Count > 0).Select(h => h.Identity));
        Assert.Equal(["", .. Sorted(ann, eve)], any.Holders.Where(h => h.Observations.Count > 0).Select(h => h.Identity));
        var check = await admin.History.CheckAccessAsync(new() { Identity = eve, Entitlement = entitlement, Layer = AccessLayer.Any });
        Assert.Equal((false, true), (check.Allowed, check.Observed));
        var (all, seen) = (await Count(AccessLayer.Any), await Count(AccessLayer.Observed));
        Assert.Equal((3, 2, 2, 1), (all.Identities, all.Entitled, all.Observed, all.Accounts));
        Assert.Equal((2, 1, 2, 1, true), (seen.Identities, seen.Entitled, seen.Observed, seen.Accounts, seen.Basis.Observed.Single().Covered));
        var held = await admin.History.WhatDidTheyHoldAsync(new() { Subject = eve, Layer = AccessLayer.Observed });
        Assert.Equal((entitlement, application), (held.Access.Single().Entitlement, held.Access.Single().Application));

        async Task<CountHoldersResponse> Count(AccessLayer layer) =>
            await admin.History.CountHoldersAsync(new() { Entitlement = entitlement, Layer = layer });
    }

    [Fact]
    public async Task Differences_and_trends_are_told_apart_by_layer_page_by_page()
    {
        var (application, entitlement) = await NewEntitlement();
        var (ann, eve) = (await admin.NewIdentity(), await admin.NewIdentity());
        var start = Caller.FromNow(TimeSpan.FromDays(-1));
        await admin.Grant(ann, entitlement);
        await Report(application).All(Account("ann", ann, entitlement), Account("eve", eve, entitlement), Account("x", "", entitlement));
        var question = new CompareAccessRequest { Application = application, Before = new() { ValidAt = start }, Layer = AccessLayer.Any, PageSize = 1 };
        var changes = new List<string>();
        do
        {
            var page = await admin.History.CompareAccessAsync(question);
            changes.AddRange(page.Changes.Select(
                c => $"{c.Identity} {c.Difference} {c.ObservedDifference} {c.Application == application} {c.Observations.Count}"));
            Assert.Equal((false, true, "any"), (page.Before.Observed.Single().Covered, page.After.Observed.Single().Covered, page.After.Layer));
            question.PageToken = page.NextPageToken;
        } while (question.PageToken.Length > 0);
        var seen = Sorted(ann, eve).Select(i => $"{i} {(i == ann ? "Gained" : "Unspecified")} Gained True 1");
        Assert.Equal([" Unspecified Gained True 1", .. seen], changes);
        var trend = await admin.History.GetTrendAsync(new()
        {
            Application = application, Step = TrendStep.Day, Layer = AccessLayer.Any,
            During = new() { From = start, Until = Caller.FromNow(TimeSpan.FromDays(1)) },
        });
        var (first, last) = (trend.Buckets[0], trend.Buckets[^1]);
        Assert.Equal((false, true, 2, 1, 2, 1), (first.ObservedCovered, last.ObservedCovered, last.Holders, last.Entitled, last.Observed, last.Accounts));
    }

    [Fact]
    public async Task Many_checks_at_once_say_what_was_seen_and_no_layer_is_of_more_than_one_state()
    {
        var (application, entitlement) = await NewEntitlement();
        var eve = await admin.NewIdentity();
        await Report(application).All(Account("eve", eve, entitlement));
        AccessQuestion[] asked = [new() { Identity = eve, Entitlement = entitlement }, new() { Identity = eve, Entitlement = await admin.NewEntitlement() }];
        var checks = await admin.History.BatchCheckAccessAsync(new() { Questions = { asked }, Layer = AccessLayer.Any });
        Assert.Equal([(false, true), (false, false)], checks.Outcomes.Select(o => (o.Allowed, o.Observed)));
        var ever = await Refused.By(admin.History.CompareAccessAsync(new() { Before = new() { Knowledge = new() { Ever = true } }, Layer = AccessLayer.Any }));
        Assert.Equal("before.knowledge.ever", ever.Fields.Single());
    }

    [Fact]
    public async Task Drift_and_orphans_are_listed_page_by_page_and_of_the_past()
    {
        var (application, entitlement) = await NewEntitlement();
        var (ann, bob, eve) = (await admin.NewIdentity(), await admin.NewIdentity(), await admin.NewIdentity());
        await admin.Grant(ann, entitlement);
        await admin.Grant(bob, entitlement);
        var before = await admin.Observations.ListDriftAsync(new() { Application = application });
        Assert.Equal((0, false), (before.Drift.Count, before.Basis.Observed.Single().Covered));
        var sync = await Report(application).All(Account("ann", ann, entitlement), Account("eve", eve, entitlement), Account("login of x", "", entitlement));

        (DriftKind, string)[] expected = [(DriftKind.GrantedNotHeld, bob), (DriftKind.HeldNotGranted, eve)];
        Assert.Equal(expected.OrderBy(e => e.Item2, StringComparer.Ordinal), await Drift(application));
        Assert.True((await admin.Observations.ListDriftAsync(new() { Application = application })).Basis.Coverage.Covered);
        var orphan = Assert.Single((await admin.Observations.ListOrphansAsync(new() { Application = application })).Orphans);
        Assert.Equal(("login of x", entitlement), (orphan.Login, orphan.Holds.Single()));
        Assert.Empty(Traces.Find(server.Process.Data, ["login of x"], ""));
        var old = new Knowledge { Exactly = before.Basis.Token };
        Assert.Empty((await admin.Observations.ListDriftAsync(new() { Application = application, Knowledge = old })).Drift);
        var listed = Assert.Single((await admin.Observations.ListSyncsAsync(new() { Application = application })).Syncs);
        Assert.Equal((sync.SyncId, SyncOutcome.Complete, 3L, 3L), (listed.SyncId, listed.Outcome, listed.Accounts, listed.Holdings));
    }

    [Fact]
    public async Task An_interrupted_sync_goes_on_and_each_part_counts_once()
    {
        var (application, entitlement) = await NewEntitlement();
        var ann = await admin.NewIdentity();
        var report = Report(application);
        var part = new ReportRequest { Part = Running.Report.Part(1, Account("ann", ann, entitlement)) };
        Assert.Equal([0, 1], (await report.Send(part)).Select(r => r.Parts));
        var head = (await server.Process.Health()).HeadPosition;
        var again = await report.Send(part);
        Assert.Equal([1, 1], again.Select(r => r.Parts));
        Assert.Equal((1L, false), (again[1].Accounts, again[1].Receipt.Changed));
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
        var ended = await report.Send(part, new() { End = new() { Parts = 1, Complete = true } });
        Assert.Equal(SyncOutcome.Complete, ended[^1].Outcome);
        Assert.Equal(SyncOutcome.Complete, (await report.Send())[0].Outcome);
        var refused = await Refused.By(report.Send(new ReportRequest { Part = Running.Report.Part(2, Account("bob", ann, entitlement)) }));
        Assert.Equal((StatusCode.FailedPrecondition, "SYNC_OVER"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Rows_that_are_wrong_are_named_and_make_the_sync_partial()
    {
        var (application, entitlement) = await NewEntitlement();
        var (foreign, ann) = (await admin.NewEntitlement(), await admin.NewIdentity());
        ReportedAccount[] rows =
        [
            Account("ann", ann, entitlement), Account("a", "identities/nobody%20here"), Account("", ann), Account("b", ann, "x"), Account("c", ann, foreign),
            Account("ann", ann, entitlement), new() { Account = "d", LastUsed = Caller.FromNow(TimeSpan.FromHours(1)) },
        ];
        var answers = await Report(application).Send(
            new() { Part = Running.Report.Part(1, rows) }, new() { End = new() { Parts = 1, Complete = true } });
        Assert.Equal(
            [
                "accounts[2].account", "accounts[3].holds[0].entitlement", "accounts[4].holds[0].entitlement",
                "accounts[5].account", "accounts[6].last_used",
            ],
            answers[1].RefusedRows.Select(r => r.Field));
        Assert.Equal((2L, 5L, SyncOutcome.Partial), (answers[2].Accounts, answers[2].Refused, answers[2].Outcome));
        Assert.Equal((false, true), await Seen(ann, entitlement));
    }

    [Fact]
    public async Task Accounts_of_people_who_are_not_registered_are_orphans_and_the_report_is_complete()
    {
        var (application, entitlement) = await NewEntitlement();
        var answers = await Report(application).Send(
            new() { Part = Running.Report.Part(1, Account("x", "identities/canary-of-nobody", entitlement), Account("y", "", entitlement)) },
            new() { End = new() { Parts = 1, Complete = true } });
        Assert.Equal((1, 0, SyncOutcome.Complete), (answers[1].Unmatched, answers[1].RefusedRows.Count, answers[2].Outcome));
        var orphans = (await admin.Observations.ListOrphansAsync(new() { Application = application })).Orphans;
        Assert.Equal(["x", "y"], orphans.Select(o => o.Login).Order());
        Assert.Empty(Traces.Find(server.Process.Data, ["canary-of-nobody"], ""));
        // As soon as they are, the account is theirs, and nobody's no more.
        var ann = await admin.NewIdentity();
        await Report(application).All(Account("x", ann, entitlement), Account("y", "", entitlement));
        Assert.Equal("y", Assert.Single((await admin.Observations.ListOrphansAsync(new() { Application = application })).Orphans).Login);
        Assert.Equal((false, true), await Seen(ann, entitlement));
    }

    [Fact]
    public async Task A_report_without_any_account_must_say_that_it_is_meant_so()
    {
        var (application, entitlement) = await NewEntitlement();
        var ann = await admin.NewIdentity();
        await Report(application).All(Account("ann", ann, entitlement));
        var empty = Report(application);
        var refused = await Refused.By(empty.Send(new ReportRequest { End = new() { Complete = true } }));
        Assert.Equal((StatusCode.FailedPrecondition, "REPORT_EMPTY", "end.confirm_empty"), (refused.Code, refused.Reason, Assert.Single(refused.Fields)));
        Assert.Equal((false, true), await Seen(ann, entitlement));
        Assert.Equal(SyncOutcome.Complete, (await empty.Send(new ReportRequest { End = new() { Complete = true, ConfirmEmpty = true } }))[^1].Outcome);
        Assert.Equal((false, false), await Seen(ann, entitlement));
    }

    [Fact]
    public async Task What_is_reported_late_needs_a_reason_and_what_is_a_little_ahead_keeps_no_other_out()
    {
        var application = await admin.NewApplication();
        var late = new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.FromDays(-2)) };
        var refused = await Refused.By(late.Send());
        Assert.Equal(("REASON_REQUIRED", "start.reason"), (refused.Reason, Assert.Single(refused.Fields)));
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.FromDays(-2)), Reason = "the export was late" }.All(Account("x", ""));
        await new Report(admin, application) { TakenAt = Caller.FromNow(TimeSpan.FromSeconds(3)) }.All(Account("x", ""));
        Assert.Equal(SyncOutcome.Complete, (await Report(application).All(Account("x", ""))).Outcome);
        var syncs = (await admin.Observations.ListSyncsAsync(new() { Application = application })).Syncs;
        Assert.Equal(["", "", "the export was late"], syncs.Select(s => s.Reason));
    }

    [Fact]
    public async Task What_nobody_defined_is_answered_alike_by_every_question_and_within_scope()
    {
        var (application, other, entitlement) = (await admin.NewApplication(), await admin.NewApplication(), Caller.Entitlement("strange"));
        var (ann, bob) = (await admin.NewIdentity(), await admin.NewIdentity());
        await Report(application).All(Account("ann", ann, entitlement));
        await Report(other).All(Account("bob", bob, entitlement));
        using var own = await admin.Issue(Role.Auditor, application);
        using var stranger = await admin.Issue(Role.Auditor, await admin.NewApplication());
        var who = new WhoHadAccessRequest { Entitlement = entitlement, Layer = AccessLayer.Any };
        var check = new CheckAccessRequest { Identity = ann, Entitlement = entitlement, Layer = AccessLayer.Any };
        Assert.Equal(Sorted(ann, bob), (await admin.History.WhoHadAccessAsync(who)).Holders.Select(h => h.Identity));
        Assert.Equal([ann], (await own.History.WhoHadAccessAsync(who)).Holders.Select(h => h.Identity));
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(stranger.History.WhoHadAccessAsync(who))).Reason);
        var answer = await own.History.CheckAccessAsync(check);
        Assert.Equal((false, CheckReason.NoGrant, true), (answer.Allowed, answer.Reason, answer.Observed));
        Assert.False((await own.History.CheckAccessAsync(new(check) { Identity = bob })).Observed);
        Assert.Equal("UNKNOWN_ID", (await Refused.By(admin.History.CheckAccessAsync(new(check) { Layer = AccessLayer.Entitled }))).Reason);
        await Report(application).All(Account("ann", ann));
        var gone = await own.History.WhoHadAccessAsync(who);
        Assert.Equal((0, application), (gone.Holders.Count, Assert.Single(gone.Basis.Observed).Application));
    }

    [Fact]
    public async Task Exposure_is_told_page_by_page_and_of_the_applications_in_scope()
    {
        var (application, entitlement) = await NewEntitlement();
        var (other, foreign) = await NewEntitlement();
        var ann = await admin.NewIdentity();
        foreach (var granted in new[] { entitlement, foreign })
            await admin.Grant(ann, granted);
        await Report(application).All(Account("ann", ann, entitlement));
        var request = new GetExposureRequest { Identity = ann, PageSize = 1 };
        Assert.Equal(["since"], (await Refused.By(admin.Observations.GetExposureAsync(request))).Fields);
        var since = Now;
        Assert.Equal(["until"], (await Refused.By(admin.Observations.GetExposureAsync(new(request) { Since = since, Until = since }))).Fields);
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = ann });
        await Report(application).All(Account("ann", ann, entitlement));
        var found = new List<Exposure>();
        for (var token = (string?)null; token != ""; token = request.PageToken)
        {
            var page = await admin.Observations.GetExposureAsync(request);
            found.AddRange(page.Exposures);
            request.PageToken = page.NextPageToken;
        }
        Assert.Equal(Sorted(entitlement, foreign), found.Select(f => f.Entitlement));
        Assert.Equal([1, 0], new[] { entitlement, foreign }.Select(e => found.Single(f => f.Entitlement == e).LateByUs.Count));
        Assert.Equal((true, false, other), found.Where(f => f.Entitlement == foreign).Select(f => (f.Entitled, f.Observed, f.Application)).Single());
        using var own = await admin.Issue(Role.Auditor, other);
        var seen = await own.Observations.GetExposureAsync(new() { Identity = ann });
        Assert.Equal((foreign, true), (Assert.Single(seen.Exposures).Entitlement, seen.Basis.LimitedToScope));
    }

    [Fact]
    public async Task Bad_parts_are_refused_whole_and_nothing_is_written()
    {
        var (application, entitlement) = await NewEntitlement();
        var many = Enumerable.Range(0, 201).Select(i => Account($"a{i}", "")).ToArray();
        string[] long10 = [.. Enumerable.Range(0, 10).Select(e => $"entitlements/{new string('e', 200)}{e}")];
        var large = Enumerable.Range(0, 100).Select(i => Account($"a{i}", "", long10));
        var report = Report(application);
        await report.Send();
        var head = (await server.Process.Health()).HeadPosition;
        foreach (var (part, field) in new[]
        {
            (Running.Report.Part(0, many[0]), "part.number"), (Running.Report.Part(1), "part.accounts"), (Running.Report.Part(1, many), "part.accounts"),
            (Running.Report.Part(1, [.. large]), "part"),
        })
        {
            var refused = await Refused.By(report.Send(new ReportRequest { Part = part }));
            Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, Assert.Single(refused.Fields)));
        }
        Assert.Equal("PART_OUT_OF_ORDER", (await Refused.By(report.Send(new ReportRequest { Part = Running.Report.Part(2, many[0]) }))).Reason);
        Assert.Equal(head, (await server.Process.Health()).HeadPosition);
    }

    [Fact]
    public async Task Only_callers_with_the_application_in_scope_report_and_ask()
    {
        var (application, entitlement) = await NewEntitlement();
        using var own = await admin.Issue(Role.Provisioner, application);
        using var other = await admin.Issue(Role.Provisioner, await admin.NewApplication());
        var answer = await new Report(own, application) { TakenAt = Now }.All(Account("secret login", "", entitlement));
        Assert.Equal(SyncOutcome.Complete, answer.Outcome);
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(new Report(other, application) { TakenAt = Now }.Send())).Reason);
        Assert.Equal("OUT_OF_SCOPE", (await Refused.By(other.Observations.ListOrphansAsync(new() { Application = application }))).Reason);
        Assert.Equal("", (await own.Observations.ListOrphansAsync(new() { Application = application })).Orphans.Single().Login);
        var old = new Report(own, application) { TakenAt = Caller.At("2020-01-01T00:00:00Z") };
        Assert.Equal("OBSERVATION_TIME_DECREASING", (await Refused.By(old.Send())).Reason);
    }

    [Fact]
    public async Task Applications_say_how_decisions_reach_them()
    {
        var application = await admin.NewApplication();
        async Task<Fulfilment> Mode() => (await admin.Entitlements.GetApplicationAsync(new() { Application = application })).Application.Fulfilment;
        Assert.Equal(Fulfilment.Manual, await Mode());
        await admin.Entitlements.UpdateApplicationAsync(new()
        {
            RequestId = Caller.NewRequest(), Application = application, Fulfilment = Fulfilment.Reported, UpdateMask = new() { Paths = { "fulfilment" } },
        });
        Assert.Equal(Fulfilment.Reported, await Mode());
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp Now => Caller.FromNow(TimeSpan.Zero);

    private static ReportedAccount Account(string account, string identity, params string[] entitlements) =>
        Running.Report.Account(account, identity, entitlements);

    private static IEnumerable<string> Sorted(params string[] names) => names.Order(StringComparer.Ordinal);

    private Report Report(string application) => new(admin, application) { TakenAt = Now };

    private async Task<(string Application, string Entitlement)> NewEntitlement()
    {
        var application = await admin.NewApplication();
        return (application, await admin.NewEntitlement(application, 0));
    }

    private async Task<(bool Allowed, bool Observed)> Seen(string identity, string entitlement)
    {
        var check = await admin.History.CheckAccessAsync(new() { Identity = identity, Entitlement = entitlement, Layer = AccessLayer.Observed });
        return (check.Allowed, check.Observed);
    }

    private async Task<List<(DriftKind, string)>> Drift(string application)
    {
        var (found, token) = (new List<(DriftKind, string)>(), "");
        do
        {
            var page = await admin.Observations.ListDriftAsync(new() { Application = application, PageSize = 1, PageToken = token });
            found.AddRange(page.Drift.Select(d => (d.Kind, d.Identity)));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return found;
    }
}
