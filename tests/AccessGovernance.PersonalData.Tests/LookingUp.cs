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
    public void Finds_only_the_value_that_replaced_the_others()
    {
        Lookups.Remember(Someone.Jane, "mail", "a@example.org");
        Lookups.Remember(Someone.Jane, "mail", "b@example.org");
        Lookups.Remember(Someone.Jane, "login", "jane");
        Lookups.Replace([new(Someone.Jane, "mail", "c@example.org")]);
        Assert.Empty(Found("mail", "a@example.org"));
        Assert.Empty(Found("mail", "b@example.org"));
        Assert.Equal([Someone.Jane], Found("mail", "c@example.org"));
        Assert.Equal([Someone.Jane], Found("login", "jane"));
        Lookups.Replace([new(Someone.Jane, "mail", null)]);
        Assert.Empty(Found("mail", "c@example.org"));
    }

    [Fact]
    public void Does_not_grow_the_file_when_a_value_changes_often()
    {
        for (var i = 0; i < 20; i++)
            Lookups.Replace([new(Someone.Jane, "mail", $"{i}@example.org")]);
        Assert.Equal([Someone.Jane], Found("mail", "19@example.org"));
        Assert.Equal(1L, folder.Query("SELECT count(*) FROM lookup")[0][0]);
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
        Lookups.Replace([new(Someone.Jane, "mail", "jane@example.org"), new(Someone.John, "mail", "john@example.org")]);
        Assert.Empty(Found("mail", "jane@example.org"));
        Assert.Equal([Someone.John], Found("mail", "john@example.org"));
    }

    [Fact]
    public void Prints_no_value() =>
        Assert.DoesNotContain("office", $"{new LookupValue(Someone.Jane, "mail", "office")}", StringComparison.Ordinal);

    private IEnumerable<IdentityId> Found(string attribute, string value) =>
        Lookups.Find(attribute, value).OrderBy(i => i.Value, StringComparer.Ordinal);
}
