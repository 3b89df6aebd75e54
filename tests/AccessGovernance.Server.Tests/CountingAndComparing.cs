using Range = AccessGovernance.Api.V1.Range;

namespace AccessGovernance.Server.Tests;

/// <summary>How many had access, what changed between two states, and how it went over the months, asked of a real server.</summary>
[Trait("Rule", "3")]
public sealed class CountingAndComparing(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Counts_identities_and_people_and_names_nobody()
    {
        var (role, right) = (await admin.NewEntitlement(), await admin.NewEntitlement());
        await admin.Confer(role, right);
        var person = Caller.Person(Caller.New("person"));
        var (first, second) = (await admin.NewIdentityOf(person, LinkRole.Person), await admin.NewIdentityOf(person, LinkRole.Owner));
        var alone = await admin.NewIdentity();
        await Task.WhenAll(admin.Grant(first, role), admin.Grant(second, right), admin.Grant(alone, right));
        await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = alone });
        var count = await admin.History.CountHoldersAsync(new() { Entitlement = right });
        Assert.Equal((3, 1, 1, 1), (count.Identities, count.Suspended, count.Persons, count.IdentitiesWithoutPerson));
        Assert.True(count.Basis is { Complete: true, Open: true, Coverage.Covered: true });
        Assert.True(count.Basis.Position > 0);
        var early = await admin.History.CountHoldersAsync(new() { Entitlement = right, ValidAt = Caller.At("2019-12-31T00:00:00Z") });
        Assert.Equal((0, false), (early.Identities, early.Basis.Coverage.Covered));
        Assert.Equal([early.Basis.Coverage], early.Basis.NotKnown);
    }

    [Fact]
    public async Task Says_what_was_gained_and_lost_between_two_instants_and_why()
    {
        var (entitlement, now) = (await admin.NewEntitlement(), Caller.FromNow(TimeSpan.Zero));
        var (joins, leaves, stays) = (await admin.NewIdentity(), await admin.NewIdentity(), await admin.NewIdentity());
        foreach (var identity in new[] { leaves, stays })
            await Granted(identity, entitlement, "2021-01-01T00:00:00Z", null);
        await Granted(joins, entitlement, "2022-06-01T00:00:00Z", null);
        await admin.Identities.TerminateIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = leaves, EffectiveAt = Caller.At("2022-03-01T00:00:00Z"), Reason = "left",
        });
        var question = new CompareAccessRequest { Entitlement = entitlement, Before = At("2022-01-01T00:00:00Z"), After = At("2023-01-01T00:00:00Z") };
        var answer = await admin.History.CompareAccessAsync(question);
        Assert.Equal(new[] { (joins, AccessDifference.Gained, CheckReason.NotInForce), (leaves, AccessDifference.Lost, CheckReason.Terminated) }
            .Order(), answer.Changes.Select(c => (c.Identity, c.Difference, c.Reason)).Order());
        Assert.All(answer.Changes, c => Assert.Equal(CauseKind.DirectAssignment, c.Grants.Single().Cause.Kind));
        Assert.True(answer is { Before.Complete: true, After.Complete: true });
        Assert.Equal(answer.Before.Position, answer.After.Position);
        // Nothing of it was known before it was recorded.
        var known = new CompareAccessRequest { Entitlement = entitlement, Before = At("2023-01-01T00:00:00Z"), After = At("2023-01-01T00:00:00Z") };
        known.Before.Knowledge = new() { KnownAt = now };
        var learned = (await admin.History.CompareAccessAsync(known)).Changes;
        Assert.Equal(new[] { joins, stays }.Order(), learned.Select(c => c.Identity).Order());
        Assert.All(learned, c => Assert.Equal((AccessDifference.Gained, CheckReason.NoGrant), (c.Difference, c.Reason)));
    }

    [Fact]
    public async Task Pages_of_a_comparison_are_one_answer_over_an_application_an_identity_or_everything()
    {
        var application = await admin.NewApplication();
        var (identity, entitlements) = (await admin.NewIdentity(), new List<string>());
        for (var i = 0; i < 5; i++)
            entitlements.Add(await admin.NewEntitlement(application, 0));
        foreach (var entitlement in entitlements)
            await admin.Grant(identity, entitlement);
        var before = new AccessMoment { ValidAt = Caller.At("2020-01-01T00:00:00Z") };
        foreach (var question in new CompareAccessRequest[] { new() { Application = application }, new() { Identity = identity }, new() })
        {
            (question.Before, question.PageSize) = (before, 2);
            var found = new List<string>();
            do
            {
                var page = await admin.History.CompareAccessAsync(question);
                found.AddRange(page.Changes.Where(c => c.Identity == identity).Select(c => c.Entitlement));
                Assert.Equal(page.NextPageToken.Length == 0, page.After.Complete);
                question.PageToken = page.NextPageToken;
                // What comes meanwhile is not part of the answer.
                await admin.Grant(identity, await admin.NewEntitlement(application, 0));
            }
            while (question.PageToken.Length > 0);
            Assert.Equal(entitlements.Order(StringComparer.Ordinal), found.Intersect(entitlements));
        }
    }

    [Fact]
    public async Task A_trend_counts_what_began_and_ended_and_who_held_it_in_each_month()
    {
        var entitlement = await admin.NewEntitlement();
        var (a, b) = (await admin.NewIdentity(), await admin.NewIdentity());
        await Granted(a, entitlement, "2022-01-15T00:00:00Z", "2022-03-10T00:00:00Z");
        await Granted(b, entitlement, "2022-02-28T23:59:59.999Z", null);
        var request = new GetTrendRequest
        {
            Entitlement = entitlement, Step = TrendStep.Month,
            During = new Range { From = Caller.At("2022-01-20T00:00:00Z"), Until = Caller.At("2022-04-01T00:00:00Z") },
        };
        var trend = await admin.History.GetTrendAsync(request);
        Assert.Equal([(1L, 1L, 0L), (2L, 1L, 0L), (1L, 0L, 1L)], trend.Buckets.Select(x => (x.Holders, x.Grants, x.Revocations)));
        Assert.Equal(Caller.At("2022-01-01T00:00:00Z"), trend.Buckets[0].From);
        Assert.All(trend.Buckets, x => Assert.True(x.Covered));
        var application = (await admin.Entitlements.GetEntitlementAsync(new() { Entitlement = entitlement })).Entitlement.Application;
        var whole = await admin.History.GetTrendAsync(new() { Application = application, Step = TrendStep.Month, During = request.During });
        Assert.Equal(trend.Buckets, whole.Buckets);
        request.Step = TrendStep.Week;
        Assert.Equal(DayOfWeek.Monday, (await admin.History.GetTrendAsync(request)).Buckets[0].From.ToDateTime().DayOfWeek);
    }

    [Fact, Trait("Rule", "5")]
    public async Task Before_the_first_fact_nothing_is_known_and_after_the_last_one_the_present_goes_on()
    {
        var (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        await admin.Grant(identity, entitlement);
        var (early, late) = (At("1900-01-01T00:00:00Z"), At("9999-12-31T23:59:59.999Z"));
        var difference = await admin.History.CompareAccessAsync(new() { Entitlement = entitlement, Before = early, After = late });
        Assert.Equal((identity, AccessDifference.Gained), difference.Changes.Select(c => (c.Identity, c.Difference)).Single());
        Assert.Equal((false, true), (difference.Before.Coverage.Covered, difference.After.Coverage.Covered));
        var trend = await admin.History.GetTrendAsync(new()
        {
            Entitlement = entitlement, Step = TrendStep.Month,
            During = new Range { From = Caller.At("9999-12-01T00:00:00Z"), Until = Caller.At("9999-12-31T23:59:59.999Z") },
        });
        Assert.Equal((1L, 0L, true), trend.Buckets.Select(b => (b.Holders, b.Grants, b.Covered)).Single());
        trend = await admin.History.GetTrendAsync(new()
        {
            Entitlement = entitlement, Step = TrendStep.Day,
            During = new Range { From = Caller.At("1900-01-01T00:00:00Z"), Until = Caller.At("1900-01-03T00:00:00Z") },
        });
        Assert.Equal([(0L, false), (0L, false)], trend.Buckets.Select(b => (b.Holders, b.Covered)));
    }

    [Fact]
    public async Task Bad_questions_are_refused_by_field()
    {
        var (entitlement, at) = (await admin.NewEntitlement(), At("2022-01-01T00:00:00Z"));
        var ever = new AccessMoment { Knowledge = new() { Ever = true } };
        var year = new Range { From = Caller.At("2022-01-01T00:00:00Z"), Until = Caller.At("2023-01-01T00:00:00Z") };
        (Task Call, StatusCode Code, string Field)[] bad =
        [
            (Compare(new() { Entitlement = entitlement }), StatusCode.InvalidArgument, "after"),
            (Compare(new() { Before = at, After = at }), StatusCode.InvalidArgument, "after"),
            (Compare(new() { After = at }), StatusCode.InvalidArgument, "after.valid_at"),
            (Compare(new() { Before = ever }), StatusCode.InvalidArgument, "before.knowledge.ever"),
            (Compare(new() { Before = new() { ValidAt = new() { Nanos = 7 } } }), StatusCode.InvalidArgument, "before.valid_at"),
            (Compare(new() { Before = at, Entitlement = "entitlements/none" }), StatusCode.NotFound, "entitlement"),
            (Compare(new() { Before = at, Identity = "identities/none" }), StatusCode.NotFound, "identity"),
            (Compare(new() { Before = at, Application = "applications/none" }), StatusCode.NotFound, "application"),
            (Trend(new() { Step = TrendStep.Day, During = year }), StatusCode.InvalidArgument, "entitlement"),
            (Trend(new() { Entitlement = entitlement, Step = TrendStep.Day }), StatusCode.InvalidArgument, "during"),
            (Trend(new() { Entitlement = entitlement, Step = TrendStep.Day, During = new() { From = year.From, Until = Caller.At("2032-01-01T00:00:00Z") } }),
                StatusCode.InvalidArgument, "during"),
            (Trend(new() { Entitlement = entitlement, Step = TrendStep.Day, During = new() { From = year.Until, Until = year.From } }),
                StatusCode.InvalidArgument, "during.until"),
            (Trend(new() { Application = "applications/none", Step = TrendStep.Month, During = year }), StatusCode.NotFound, "application"),
        ];
        foreach (var (call, code, field) in bad)
        {
            var refused = await Refused.By(call);
            Assert.Equal((code, field), (refused.Code, refused.Fields.Single()));
        }
    }

    private Task<CompareAccessResponse> Compare(CompareAccessRequest request) => admin.History.CompareAccessAsync(request).ResponseAsync;

    private Task<GetTrendResponse> Trend(GetTrendRequest request) => admin.History.GetTrendAsync(request).ResponseAsync;

    private async Task Granted(string identity, string entitlement, string from, string? until) => await admin.Provisioning.GrantAccessAsync(new()
    {
        RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Reason = "late",
        Validity = new() { From = Caller.At(from), Until = until is null ? null : Caller.At(until) },
    });

    private static AccessMoment At(string time) => new() { ValidAt = Caller.At(time) };
}
