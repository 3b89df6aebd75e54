using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog;
using static AccessGovernance.Directory.Tests.Story;

namespace AccessGovernance.Directory.Tests;

public sealed class WhatExists : IDisposable
{
    private static readonly EntitlementProfile Profile = new("Admins", "May do everything", new PersonId("P-1"), Risk.High);

    private readonly Story story = new();

    public void Dispose() => story.Dispose();

    private Task Defined(string id, string application = "crm") => story.Given(
        StreamNames.Of(new EntitlementId(id)), new EntitlementDefined(EntitlementKind.Licence, new AppId(application), Profile, 5));

    [Fact]
    [Trait("Rule", "5")]
    public async Task Entitlement_shows_the_application_of_the_time_asked_for()
    {
        await Defined("e");
        await story.Given("entitlement-e", new EntitlementMoved(new AppId("erp"), At(100), null), new EntitlementRetired(At(200), null));
        var expected = new EntitlementRecord(new("e"), EntitlementKind.Licence, new("crm"), Profile, 5, At(200));
        Assert.Equal(expected, story.Directory.Entitlement(new("e"), At(99)));
        Assert.Equal(new AppId("erp"), story.Directory.Entitlement(new("e"), At(100))!.Application);
        Assert.Null(story.Directory.Entitlement(new("unknown"), At(0)));
    }

    [Fact]
    public async Task Entitlements_of_other_applications_leave_no_gaps_in_a_page()
    {
        foreach (var (id, application) in new[] { ("a", "crm"), ("b", "erp"), ("c", "crm"), ("d", "crm") })
            await Defined(id, application);
        var page = story.Directory.Entitlements("", 2, At(0), app => app.Value == "crm");
        Assert.Equal(["a", "c"], page.Select(e => e.Id.Value));
        Assert.Equal(["d"], story.Directory.Entitlements("c", 2, At(0), app => app.Value == "crm").Select(e => e.Id.Value));
    }

    [Fact]
    public async Task A_search_stops_at_its_bound_and_goes_on_after_it()
    {
        const int More = 3;
        for (var i = 0; i < DirectoryReader.MaxSearched + More; i++)
            await Defined($"e{i:D5}");
        Found<EntitlementRecord> Search(string after, int limit) =>
            story.Directory.FindEntitlements(after, limit, At(0), _ => true, (e, _) => e.Id.Value.EndsWith('1'));
        var first = Search("e00001", DirectoryReader.MaxPage + 1);
        Assert.Equal((DirectoryReader.MaxSearched / 10, $"e{DirectoryReader.MaxSearched + 1}"), (first.Rows.Count, first.StoppedAfter));
        Assert.Equal((0, null), (Search(first.StoppedAfter!, 1).Rows.Count, Search(first.StoppedAfter!, 1).StoppedAfter));
        Assert.Equal((2, "e00011"), (Search("", 2).Rows.Count, Search("", 2).StoppedAfter));
    }

    [Fact]
    public async Task A_search_judges_entitlements_with_their_applications()
    {
        await story.Given(StreamNames.Of(new AppId("crm")), new ApplicationDefined("CRM", null, At(10)));
        await Defined("a");
        await Defined("b", "erp");
        var judged = new List<(string, string?)>();
        bool Judge(EntitlementRecord e, ApplicationRecord? app)
        {
            judged.Add((e.Id.Value, app?.DisplayName));
            return false;
        }
        Assert.Empty(story.Directory.FindEntitlements("", 10, At(0), _ => true, Judge).Rows);
        Assert.Equal([("a", "CRM"), ("b", null)], judged);
        Assert.Empty(story.Directory.FindEntitlements("", 10, At(0), app => app.Value == "hr", (_, _) => true).Rows);
    }

    [Fact]
    public async Task Application_shows_its_latest_record()
    {
        await story.Given(StreamNames.Of(new AppId("crm")), new ApplicationDefined("CRM", null, At(10)));
        Assert.Equal(new ApplicationRecord(new("crm"), "CRM", null, At(10), Fulfilment.Manual), story.Directory.Application(new("crm")));
        Assert.Single(story.Directory.Applications("", 10, _ => true));
        Assert.Empty(story.Directory.Applications("", 10, _ => false));
    }

    [Fact]
    public async Task Conferrals_show_their_end_and_what_is_void()
    {
        var (first, second) = (new ConferralId(new Guid(1, 0, 0, new byte[8])), new ConferralId(new Guid(2, 0, 0, new byte[8])));
        await story.Given(StreamNames.Conferrals,
            new ConferralAdded(first, new("a"), new("b"), Period.Since(At(10)), null, null), new ConferralEnded(first, At(20), null),
            new ConferralAdded(second, new("b"), new("c"), Period.Since(At(10)), null, null), new ConferralVoided(second, null));
        Assert.Equal(
            [new(first, new("a"), new("b"), new(At(10), At(20)), false), new(second, new("b"), new("c"), Period.Since(At(10)), true)],
            story.Directory.Conferrals(new("b"), Guid.Empty, 10));
        Assert.Equal([second], story.Directory.Conferrals(null, first.Value, 10).Select(c => c.Id));
        Assert.Equal([first], story.Directory.Conferrals(new("a"), Guid.Empty, 10).Select(c => c.Id));
    }
}
