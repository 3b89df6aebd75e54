using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData.Tests;

public sealed class LookingUp : IDisposable
{
    private readonly StoreFolder folder = new();

    private PersonalLookups Lookups => folder.Store.Lookups;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Finds_everybody_who_has_the_value()
    {
        Lookups.Remember(Someone.Jane, "mail", "office@example.org");
        Lookups.Remember(Someone.John, "mail", "office@example.org");
        Lookups.Remember(Someone.John, "mail", "john@example.org");
        Lookups.Remember(Someone.John, "mail", "john@example.org");
        folder.Close();
        Assert.Equal([Someone.Jane, Someone.John], Found("mail", "office@example.org"));
        Assert.Equal([Someone.John], Found("mail", "john@example.org"));
        Assert.Empty(Found("login", "john@example.org"));
        Assert.Empty(Found("mail", "nobody@example.org"));
    }

    [Fact]
    public void Takes_upper_and_lower_case_as_the_same()
    {
        Lookups.Remember(Someone.Jane, "name", "Żaneta ŚWIĄTEK");
        Assert.Equal([Someone.Jane], Found("name", "żaneta świątek"));
    }

    [Fact]
    public void Tells_one_attribute_with_its_value_from_another()
    {
        Lookups.Remember(Someone.Jane, "ab", "c");
        Assert.Empty(Found("a", "bc"));
    }

    [Fact]
    public void Finds_nobody_who_is_forgotten()
    {
        Lookups.Remember(Someone.Jane, "mail", "office@example.org");
        Lookups.Remember(Someone.John, "mail", "office@example.org");
        folder.Store.Destroy(Someone.Jane);
        Assert.Equal([Someone.John], Found("mail", "office@example.org"));
    }

    private IEnumerable<IdentityId> Found(string attribute, string value) =>
        Lookups.Find(attribute, value).OrderBy(i => i.Value, StringComparer.Ordinal);
}
