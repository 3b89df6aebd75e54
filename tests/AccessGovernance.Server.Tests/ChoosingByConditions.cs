namespace AccessGovernance.Server.Tests;

/// <summary>Lists of identities and entitlements that a condition chooses from.</summary>
public sealed class ChoosingByConditions(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly Caller admin = server.Administrator;

    [Fact]
    public async Task Identities_by_what_is_known_of_them()
    {
        var team = Guid.NewGuid().ToString("N");
        var ann = await Register(IdentityKind.Employee, ("department", "Finance"), ("team", team));
        var ben = await Register(IdentityKind.Contractor, ("department", "Sales"), ("team", team));
        var robot = await Register(IdentityKind.Service, ("team", team));
        await admin.Identities.LinkIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = robot, Person = "persons/P-1", Role = LinkRole.Owner });
        await admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = ben, Reason = "r" });
        (string Condition, string[] Expected)[] questions =
        [
            ("department == 'Finance'", [ann]), ("department != 'Finance'", [ben]), ("not department == 'Finance'", [ben, robot]),
            ("not department exists", [robot]), ("identity.kind in ('service', 'contractor')", [ben, robot]), ("identity.owners has 'P-1'", [robot]),
            ("identity.status == 'suspended'", [ben]), ("department starts with 'F' or identity.kind == 'service'", [ann, robot]),
        ];
        foreach (var (condition, expected) in questions)
        {
            var chosen = await Identities($"attribute.team == '{team}' and ({condition})");
            Assert.Equal((condition, Line(expected.Order(StringComparer.Ordinal))), (condition, Line(chosen)));
        }
    }

    [Fact]
    public async Task Identities_on_many_pages_each_once()
    {
        var team = Guid.NewGuid().ToString("N");
        var expected = new List<string>();
        for (var i = 0; i < 9; i++)
            expected.Add(await Register(IdentityKind.Employee, ("team", team)));
        for (var i = 0; i < 9; i++)
            await Register(IdentityKind.Employee, ("team", "other"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), await Identities($"attribute.team == '{team}'", pageSize: 2));
    }

    [Fact]
    public async Task A_page_token_belongs_to_its_condition()
    {
        await Register(IdentityKind.Employee);
        await Register(IdentityKind.Employee);
        var page = await admin.Identities.ListIdentitiesAsync(new() { PageSize = 1, Condition = new() { Text = "identity exists" } });
        var refused = await Refused.By(admin.Identities.ListIdentitiesAsync(new()
        {
            PageSize = 1, PageToken = page.NextPageToken, Condition = new() { Text = "identity.kind exists" },
        }));
        Assert.Equal("page_token", refused.Fields.Single());
    }

    [Fact]
    public async Task Personal_data_is_asked_by_those_alone_who_may_see_it()
    {
        using var reader = await admin.Issue(Role.Reader);
        foreach (var personal in new[] { "department == 'Finance'", "identity.kind exists and not attribute.team exists" })
        {
            var refused = await Refused.By(reader.Identities.ListIdentitiesAsync(new() { Condition = new() { Text = personal } }));
            Assert.Equal((StatusCode.PermissionDenied, "PERSONAL_DATA"), (refused.Code, refused.Reason));
        }
        Assert.NotEmpty((await reader.Identities.ListIdentitiesAsync(new() { Condition = new() { Text = "identity.kind == 'employee'" } })).Identities);
    }

    [Fact]
    public async Task Of_the_forgotten_it_is_not_known()
    {
        var (first, second) = (await Register(IdentityKind.Employee), await Register(IdentityKind.Employee));
        var gone = await Register(IdentityKind.Employee, ("department", "Finance"));
        await admin.Identities.TerminateIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = gone });
        using var one = await Administrator(first, "persons/one");
        using var two = await Administrator(second, "persons/two");
        await one.Identities.RequestForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = gone });
        await two.Identities.ConfirmForgettingAsync(new() { RequestId = Caller.NewRequest(), Identity = gone });
        var id = Uri.UnescapeDataString(gone["identities/".Length..]);
        var asked = await admin.Identities.ListIdentitiesAsync(new() { Condition = new() { Text = $"identity == '{id}' and not department == 'Finance'" } });
        Assert.Equal((0, 1), (asked.Identities.Count, asked.NotKnown));
        var known = await admin.Identities.ListIdentitiesAsync(
            new() { Condition = new() { Text = $"identity == '{id}' and identity.status == 'terminated'" } });
        Assert.Equal((1, 0), (known.Identities.Count, known.NotKnown));
    }

    [Fact]
    public async Task Entitlements_by_what_is_known_of_them_and_of_their_application()
    {
        var (crm, erp) = (await admin.NewApplication(), await admin.NewApplication());
        var (high, seats) = (await admin.NewEntitlement(crm, 0), await admin.NewEntitlement(erp, 5));
        await admin.Entitlements.UpdateEntitlementAsync(new()
        {
            RequestId = Caller.NewRequest(), Entitlement = high, Risk = Risk.High, UpdateMask = new() { Paths = { "risk" } },
        });
        Assert.Equal([high], await Entitlements(admin, $"risk >= 'medium' and application == '{IdOf(crm)}'"));
        Assert.Equal([seats], await Entitlements(
            admin, $"entitlement.capacity > 4 and application.governed_from before 90 days and application == '{IdOf(erp)}'"));
        Assert.Equal([seats], await Entitlements(admin, $"not entitlement.retired_at exists and application in ('{IdOf(erp)}')"));
        using var scoped = await admin.Issue(Role.Auditor, crm);
        Assert.Equal([high], await Entitlements(scoped, "entitlement exists"));
        var refused = await Refused.By(admin.Entitlements.ListEntitlementsAsync(new() { Condition = new() { Text = "department == 'Finance'" } }));
        Assert.Equal((StatusCode.InvalidArgument, "condition.text"), (refused.Code, refused.Fields.Single()));
    }

    private static string Line(IEnumerable<string> names) => string.Join(' ', names);

    private async Task<string> Register(IdentityKind kind, params (string Name, string Value)[] attributes)
    {
        var request = new RegisterIdentityRequest { RequestId = Caller.NewRequest(), Identity = Caller.Identity(Caller.New("chosen")), Kind = kind };
        foreach (var (name, value) in attributes)
            request.Attributes.Add(name, value);
        await admin.Identities.RegisterIdentityAsync(request);
        return request.Identity;
    }

    private async Task<Caller> Administrator(string identity, string person)
    {
        await admin.Identities.LinkIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = identity, Person = person, Role = LinkRole.Person });
        return await admin.Issue(identity, Role.Administrator);
    }

    private async Task<List<string>> Identities(string condition, int pageSize = 100)
    {
        var (names, question) = (new List<string>(), new ListIdentitiesRequest { PageSize = pageSize, Condition = new() { Text = condition } });
        do
        {
            var page = await admin.Identities.ListIdentitiesAsync(question);
            names.AddRange(page.Identities.Select(i => i.Name));
            question.PageToken = page.NextPageToken;
        }
        while (question.PageToken.Length > 0);
        return names;
    }

    private static async Task<List<string>> Entitlements(Caller caller, string condition) =>
        [.. (await caller.Entitlements.ListEntitlementsAsync(new() { Condition = new() { Text = condition } })).Entitlements.Select(e => e.Name)];

    private static string IdOf(string name) => Uri.UnescapeDataString(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}
