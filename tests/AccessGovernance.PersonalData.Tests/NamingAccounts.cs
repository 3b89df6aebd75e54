using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;

namespace AccessGovernance.PersonalData.Tests;

/// <summary>Accounts are found by what they are called, until whoever they stand for is forgotten.</summary>
public sealed class NamingAccounts : IDisposable
{
    private static readonly AppId Erp = new("erp");

    private readonly StoreFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_account_of_nobody_has_one_random_key_and_keys_of_its_own()
    {
        var account = Resolve(Erp, "svc", null).Unowned!.Value;
        folder.Close();
        Assert.Equal(account, Resolve(Erp, "svc", null).Unowned);
        Guid?[] others = [Resolve(Erp, "SVC", null).Unowned, Resolve(new("crm"), "svc", null).Unowned, Resolve(Erp, "svc ", null).Unowned];
        Assert.Equal(3, others.Except([account]).Distinct().Count());
        Assert.NotNull(folder.Sealer.Seal(UnownedLogin.Of(account), RetentionClass.Evidence, [1], "svc"));
    }

    [Fact]
    public void A_name_is_known_for_each_who_has_it_until_they_are_forgotten()
    {
        folder.Store.EnsureKeys([Someone.Jane, Someone.John]);
        Assert.Null(Resolve(Erp, "office", Someone.Jane).Unowned);
        Resolve(Erp, "office", Someone.John);
        var account = Resolve(Erp, "office", null);
        Assert.Equal([Someone.Jane, Someone.John], account.Owners.OrderBy(o => o.Value));
        Assert.Equal(account.Unowned, Resolve(Erp, "office", Someone.Jane).Unowned);
        folder.Store.Destroy(Someone.Jane);
        Assert.Equal([Someone.John], Resolve(Erp, "office", null).Owners);
        folder.Store.Destroy(UnownedLogin.Of(account.Unowned!.Value));
        Assert.NotEqual(account.Unowned, Resolve(Erp, "office", null).Unowned);
        Assert.Null(Resolve(Erp, "other", Someone.Jane).Unowned);
        Assert.Empty(Resolve(Erp, "other", null).Owners);
    }

    [Fact]
    public void Its_subject_says_which_account_it_is()
    {
        var account = Guid.NewGuid();
        Assert.True(UnownedLogin.Is(UnownedLogin.Of(account)));
        Assert.False(UnownedLogin.Is(Someone.Jane));
        Assert.Equal(account, UnownedLogin.AccountOf(UnownedLogin.Of(account)));
    }

    private KnownName Resolve(AppId application, string name, IdentityId? owner) =>
        Assert.Single(folder.Store.Accounts.Resolve(application, [new(name, owner)]));
}
