namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>Reviews name persons and things that there are: nobody who is unknown or left gets anything to do.</summary>
public sealed class NamingPeopleAndThings(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Unknown = "unknown";
    private readonly Caller admin = server.Administrator;

    [Theory]
    [InlineData("settings.owner", "PERSON_UNKNOWN")]
    [InlineData("settings.exclusions[0].approved_by", "PERSON_UNKNOWN")]
    [InlineData("settings.stages[0].reviewers.rule.persons[1]", "PERSON_UNKNOWN")]
    [InlineData("settings.stages[0].reviewers.fallback.persons[0]", "PERSON_UNKNOWN")]
    [InlineData("settings.stages[0].reviewers.additional[0].group", "ENTITLEMENT_UNKNOWN")]
    [InlineData("settings.scope.applications[0]", "APPLICATION_UNKNOWN")]
    [InlineData("settings.scope.entitlements[1]", "ENTITLEMENT_UNKNOWN")]
    public async Task Definitions_and_previews_of_what_is_not_there_are_refused_with_the_field(string field, string reason)
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var settings = scene.Settings();
        Misname(settings, settings.Stages[0].Reviewers, field);
        var define = new DefineCampaignRequest { RequestId = Caller.NewRequest(), Settings = settings };
        var refused = await Refused.By(scene.AsOwner.Campaigns.DefineCampaignAsync(define));
        Assert.Equal((StatusCode.NotFound, reason, field), (refused.Code, refused.Reason, refused.Fields.Single()));
        var preview = await Refused.By(scene.AsOwner.Campaigns.PreviewCampaignAsync(new() { Settings = settings }));
        Assert.Equal((StatusCode.NotFound, field), (preview.Code, preview.Fields.Single()));
        var defined = await scene.AsOwner.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = scene.Settings() });
        var revise = new ReviseDefinitionRequest { RequestId = Caller.NewRequest(), Definition = defined.Definition.Name, Version = 1, Settings = settings };
        Assert.Equal(field, (await Refused.By(scene.AsOwner.Campaigns.ReviseDefinitionAsync(revise))).Fields.Single());
    }

    [Fact]
    public async Task Whoever_left_or_is_forgotten_is_nobody_and_what_was_defined_before_stays()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var (leaver, forgotten) = (Caller.Person(Caller.New("leaver")), Caller.Person(Caller.New("forgotten")));
        var (left, lost) = (await admin.NewIdentityOf(leaver, LinkRole.Person), await admin.NewIdentityOf(forgotten, LinkRole.Person));
        var define = new DefineCampaignRequest { RequestId = Caller.NewRequest(), Settings = ReviewScene.Settings(scene.Entitlement, leaver, forgotten) };
        var first = await admin.Campaigns.DefineCampaignAsync(define);
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = left, Reason = "left" });
        await admin.Forget(lost);
        Assert.False((await admin.Campaigns.DefineCampaignAsync(define)).Receipt.Changed);
        Assert.Equal(first.Definition.Name, (await admin.Campaigns.DefineCampaignAsync(define)).Definition.Name);
        foreach (var person in new[] { leaver, forgotten })
        {
            var again = new DefineCampaignRequest { RequestId = Caller.NewRequest(), Settings = ReviewScene.Settings(scene.Entitlement, person) };
            var refused = await Refused.By(admin.Campaigns.DefineCampaignAsync(again));
            Assert.Equal((StatusCode.NotFound, "PERSON_UNKNOWN"), (refused.Code, refused.Reason));
            Assert.Contains("has left", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_takes_a_place_who_is_not_there_or_a_place_that_is_signed_off()
    {
        using var scene = await ReviewScene.Make(admin, 2);
        var campaign = await scene.Launch();
        var nobody = Caller.Person(Caller.New(Unknown));
        var delegated = await Refused.By(scene.AsReviewer.Reviews.DelegateItemAsync(
            new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, To = nobody }));
        Assert.Equal((StatusCode.NotFound, "PERSON_UNKNOWN", "to"), (delegated.Code, delegated.Reason, delegated.Fields.Single()));
        var replaced = await Refused.By(admin.Reviews.ReplaceReviewerAsync(
            new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Reviewer = scene.Reviewer, By = nobody }));
        Assert.Equal((StatusCode.NotFound, "PERSON_UNKNOWN", "by"), (replaced.Code, replaced.Reason, replaced.Fields.Single()));
        Assert.Null(await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Certify));
        await scene.AsReviewer.Reviews.SignOffAsync(new() { RequestId = Caller.NewRequest(), Campaign = campaign, Items = { 1 } });
        var signed = await Refused.By(admin.Reviews.ReplaceReviewerAsync(
            new() { RequestId = Caller.NewRequest(), Campaign = campaign, Item = 1, Reviewer = scene.Reviewer, By = scene.Deputy }));
        Assert.Equal((StatusCode.FailedPrecondition, "REVIEW_SIGNED_OFF", "reviewer"), (signed.Code, signed.Reason, signed.Fields.Single()));
    }

    [Theory]
    [InlineData("settings.name")]
    [InlineData("settings.stages[0].name")]
    [InlineData("settings.exclusions[0].reason")]
    public async Task Names_that_read_otherwise_than_they_are_written_are_refused(string field)
    {
        const string Turned = "Quarterly \u202Ewaiver";
        using var scene = await ReviewScene.Make(admin, 1);
        var settings = scene.Settings();
        switch (field)
        {
            case "settings.name": settings.Name = Turned; break;
            case "settings.stages[0].name": settings.Stages[0].Name = Turned; break;
            default:
                settings.Exclusions.Add(new CampaignExclusion { Condition = new() { Text = "risk exists" }, Reason = Turned, ApprovedBy = scene.Deputy });
                break;
        }
        var refused = await Refused.By(scene.AsOwner.Campaigns.DefineCampaignAsync(new() { RequestId = Caller.NewRequest(), Settings = settings }));
        Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Fields.Single()));
        Assert.Contains("U+202E", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_called_missing_and_no_word_of_the_program_is_offered()
    {
        using var scene = await ReviewScene.Make(admin, 1);
        var campaign = await scene.Launch();
        var until = await scene.Decide(scene.AsReviewer, campaign, 1, ReviewAnswer.Modify, "shorter");
        Assert.StartsWith("is missing; an instant after", until!.Message, StringComparison.Ordinal);
        var answer = await scene.Decide(scene.AsReviewer, campaign, 1, (ReviewAnswer)17);
        Assert.Equal("answer must be one of Certify, Revoke, Modify, Abstain", answer!.Message);
    }

    private static void Misname(CampaignSettings settings, ReviewerSetting reviewers, string field)
    {
        var person = Caller.Person(Caller.New(Unknown));
        switch (field)
        {
            case "settings.owner": settings.Owner = person; break;
            case "settings.exclusions[0].approved_by":
                settings.Exclusions.Add(new CampaignExclusion { Condition = new() { Text = "risk == 'low'" }, Reason = "known", ApprovedBy = person });
                break;
            case "settings.stages[0].reviewers.rule.persons[1]": reviewers.Rule.Persons.Add(person); break;
            case "settings.stages[0].reviewers.fallback.persons[0]":
                reviewers.Fallback = new() { Kind = ReviewerKind.Named, Persons = { person } };
                break;
            case "settings.stages[0].reviewers.additional[0].group":
                reviewers.Additional.Add(new ReviewerRule { Kind = ReviewerKind.GovernanceGroup, Group = Caller.Entitlement(Unknown) });
                break;
            case "settings.scope.applications[0]": settings.Scope.Applications.Add(Caller.Application(Unknown)); break;
            default: settings.Scope.Entitlements.Add(Caller.Entitlement(Unknown)); break;
        }
    }
}
