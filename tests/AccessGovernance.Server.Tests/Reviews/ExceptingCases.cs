namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Who lets access stay after a revocation, until when and why, as those see it who look for it afterwards.</summary>
public sealed class ExceptingCases(RunningServer server) : IClassFixture<RunningServer>
{
    private const string First = "needed until the year ends";

    private const string Second = "needed until the migration ends";

    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task The_latest_exception_is_listed_with_who_answers_for_it_and_why()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Revoked(scene.ReportOnly());
        await Except(scene, campaign, First);
        await Except(scene, campaign, Second);
        var listed = await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign });
        Assert.StartsWith("persons/owner", listed.Cases[0].ExceptedBy, StringComparison.Ordinal);
        Assert.Equal((Second, "", ""), (listed.Cases[0].ExceptionReason, listed.Cases[1].ExceptedBy, listed.Cases[1].ExceptionReason));
        Assert.False(listed.ReasonsHidden);
    }

    [Fact]
    public async Task Why_is_for_those_who_see_personal_data()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked(scene.ReportOnly());
        await Except(scene, campaign, First);
        var application = (await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases[0].Application;
        using var limited = await admin.Issue(Role.Auditor, application);
        using var auditor = await admin.Issue(Role.Auditor);
        var less = await limited.Campaigns.ListCasesAsync(new() { Campaign = campaign });
        Assert.Equal(("", true), (less.Cases[0].ExceptionReason, less.ReasonsHidden));
        Assert.StartsWith("persons/owner", less.Cases[0].ExceptedBy, StringComparison.Ordinal);
        Assert.Equal(First, (await auditor.Campaigns.ListCasesAsync(new() { Campaign = campaign })).Cases[0].ExceptionReason);
    }

    [Fact]
    public async Task Why_is_forgotten_with_the_identity_and_who_is_not()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Revoked(scene.ReportOnly());
        await Except(scene, campaign, First);
        await admin.Forget(scene.Holders[0]);
        var listed = await admin.Campaigns.ListCasesAsync(new() { Campaign = campaign });
        Assert.Equal(("", false), (listed.Cases[0].ExceptionReason, listed.ReasonsHidden));
        Assert.StartsWith("persons/owner", listed.Cases[0].ExceptedBy, StringComparison.Ordinal);
    }

    private static async Task Except(ReviewScene scene, string campaign, string reason) => await scene.AsOwner.Campaigns.ExceptCaseAsync(new()
    {
        RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Until = Caller.FromNow(TimeSpan.FromDays(30)), Reason = reason,
    });
}
