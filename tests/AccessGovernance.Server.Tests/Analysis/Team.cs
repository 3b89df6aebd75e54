namespace AccessGovernance.Server.Tests.Analysis;

/// <summary>People of one department and title, and entitlements of two applications, that no other test has.</summary>
public sealed class Team(Caller admin)
{
    private readonly string id = Guid.NewGuid().ToString("N");

    public string Department => $"department {id}";

    public string Title => $"clerk {id}";

    public string Inside { get; private set; } = "";

    public string Outside { get; private set; } = "";

    public List<string> Members { get; } = [];

    /// <summary>Two entitlements of the one application, then two of the other.</summary>
    public string[] Entitlements { get; private set; } = [];

    public Condition OnlyThem => new() { Text = $"department == '{Department}'" };

    public static async Task<Team> Of(Caller admin, int members)
    {
        var team = new Team(admin);
        (team.Inside, team.Outside) = (await admin.NewApplication(), await admin.NewApplication());
        team.Entitlements =
        [
            await admin.NewEntitlement(team.Inside, 0), await admin.NewEntitlement(team.Inside, 0),
            await admin.NewEntitlement(team.Outside, 0), await admin.NewEntitlement(team.Outside, 0),
        ];
        for (var i = 0; i < members; i++)
            await team.Join();
        team.Members.Sort(StringComparer.Ordinal);
        return team;
    }

    public async Task<string> Join()
    {
        var request = new RegisterIdentityRequest
        {
            RequestId = Caller.NewRequest(), Identity = Caller.Identity(Caller.New("member")), Kind = IdentityKind.Employee,
        };
        request.Attributes.Add(new Dictionary<string, string> { ["department"] = Department, ["title"] = Title });
        await admin.Identities.RegisterIdentityAsync(request);
        Members.Add(request.Identity);
        return request.Identity;
    }

    public async Task Grant(IEnumerable<string> members, params int[] entitlements)
    {
        foreach (var member in members)
        {
            foreach (var entitlement in entitlements)
                await admin.Grant(member, Entitlements[entitlement]);
        }
    }

    /// <summary>An entitlement of an application that confers others.</summary>
    public async Task<string> Role(string application, params int[] conferred)
    {
        var role = await admin.NewEntitlement(application, 0);
        foreach (var entitlement in conferred)
            await admin.Confer(role, Entitlements[entitlement]);
        return role;
    }
}
