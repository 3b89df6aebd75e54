namespace AccessGovernance.Server.Tests.Reviews;

/// <summary>A year of a real history as it goes on after a review: people join, get and lose access, and what confers what changes, one command each.</summary>
internal static class AnotherYear
{
    /// <summary>Applies rows as commands: what each person holds in their order, people side by side.</summary>
    public static async Task Live(Caller by, IReadOnlyList<ImportRow> rows)
    {
        var application = Caller.Application(RealHistory.Source);
        foreach (var id in rows.Select(r => r.Object).Concat(rows.Where(r => r.Relation == ImportRelation.Confers).Select(r => r.Subject)).Distinct())
        {
            await IfMissing(by.Entitlements.DefineEntitlementAsync(new()
            {
                RequestId = Caller.NewRequest(), Entitlement = Caller.Entitlement(id), Application = application, Kind = EntitlementKind.Role,
            }).ResponseAsync);
        }
        foreach (var row in rows.Where(r => r.Relation == ImportRelation.Confers))
            await Confers(by, row);
        var people = rows.Where(r => r.Relation == ImportRelation.Holds).GroupBy(r => r.Subject).ToList();
        var changes = 0;
        await Many.Run(people.Count, 8, async i => Interlocked.Add(ref changes, await Person(by, people[i])));
        // Some of what is taken away had been taken away by the review.
        Assert.True(changes > rows.Count / 2, $"{changes} of {rows.Count} changed anything");
    }

    private static async Task<int> Person(Caller by, IGrouping<string, ImportRow> rows)
    {
        var (identity, changes) = (Caller.Identity(rows.Key), 0);
        await IfMissing(by.Identities.RegisterIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = identity, Kind = IdentityKind.Employee }).ResponseAsync);
        foreach (var row in rows)
            changes += row.Operation == ImportOperation.Add ? await Grant(by, identity, row) : await Revoke(by, identity, Caller.Entitlement(row.Object));
        return changes;
    }

    // As late as it was recorded.
    private static async Task<int> Grant(Caller by, string identity, ImportRow row)
    {
        var granted = await by.Provisioning.GrantAccessAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = identity, Entitlement = Caller.Entitlement(row.Object), Validity = new() { From = row.EffectiveAt },
            Reason = "recorded late",
        });
        return granted.Receipt.Changed ? 1 : 0;
    }

    private static async Task<int> Revoke(Caller by, string identity, string entitlement)
    {
        var check = await by.Check(identity, entitlement);
        if (check.Path.Count > 0)
            return 0;
        foreach (var grant in check.Grants)
            await by.Revoke(identity, entitlement, grant.GrantId);
        return check.Grants.Count > 0 ? 1 : 0;
    }

    private static async Task Confers(Caller by, ImportRow row)
    {
        var (from, to) = (Caller.Entitlement(row.Subject), Caller.Entitlement(row.Object));
        if (row.Operation == ImportOperation.Add)
        {
            await by.Confer(from, to);
            return;
        }
        var edges = (await by.Entitlements.ListConferralsAsync(new() { Entitlement = from, PageSize = 1_000 })).Conferrals;
        foreach (var edge in edges.Where(e => e.From == from && e.To == to && e.Validity.Until is null))
            await by.Entitlements.StopConferringAsync(new() { RequestId = Caller.NewRequest(), ConferralId = edge.ConferralId, Reason = "moved" });
    }

    private static async Task IfMissing<T>(Task<T> asked)
    {
        if (await Refused.IfAny(asked) is { } refused)
            Assert.Equal(Grpc.Core.StatusCode.AlreadyExists, refused.Code);
    }
}
