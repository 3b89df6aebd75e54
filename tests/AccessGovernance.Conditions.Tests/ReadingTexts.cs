using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Conditions.Tests;

/// <summary>What may be written, and what it means.</summary>
public sealed class ReadingTexts
{
    [Fact]
    public void The_example_of_the_documentation() => Assert.Equal(
        new AllOf(
            new ComparisonTest("department", ComparisonOperator.Equal, new TextValue("Finance")),
            new ComparisonTest("risk", ComparisonOperator.GreaterOrEqual, new TextValue("high")),
            new BeforeTest("last_used", new TimeAgo(90, TimeUnit.Days))),
        Read("department == 'Finance' and risk >= 'high' and last_used before 90 days"));

    [Fact]
    public void And_binds_closer_than_or_and_not_closer_than_both()
    {
        var (name, mail, title) = (new ExistsTest("name"), new ExistsTest("mail"), new ExistsTest("title"));
        Assert.Equal(new AnyOf(name, new AllOf(new Not(mail), title)), Read("name exists or not mail exists and title exists"));
        Assert.Equal(new AllOf(new Not(new AnyOf(name, mail)), title), Read("not (name exists or mail exists) and title exists"));
        Assert.Equal(new AllOf(new AllOf(name, mail), title), Read("(name exists and mail exists) and title exists"));
        Assert.Equal(new AllOf(name, mail, title), Read("name exists and mail exists and title exists"));
    }

    [Theory]
    [InlineData("name exists or mail exists and title exists", "name exists or (mail exists and title exists)")]
    [InlineData("((name exists))", "name exists")]
    [InlineData("NOT NOT name EXISTS", "not not name exists")]
    [InlineData("  name\tSTARTS\r\n WITH 'a'", "name starts with 'a'")]
    [InlineData("mail Ends With '@example.org'", "mail ends with '@example.org'")]
    [InlineData("identity.owners HAS 'P-17'", "identity.owners has 'P-17'")]
    [InlineData("department in('a','b' , 'c')", "department in ('a', 'b', 'c')")]
    [InlineData("identity.kind!='service'", "identity.kind != 'service'")]
    [InlineData("identity.synthetic == TRUE", "identity.synthetic == true")]
    [InlineData("entitlement.capacity in (-0, 1.500, 007)", "entitlement.capacity in (0, 1.5, 7)")]
    [InlineData("last_used after 2026-01-31", "last_used after 2026-01-31")]
    [InlineData("last_used after 2026-01-31T00:00:00Z", "last_used after 2026-01-31")]
    [InlineData("last_used after 2026-01-31T10:20:30.5Z", "last_used after 2026-01-31T10:20:30.500Z")]
    [InlineData("last_used before 1 DAYS", "last_used before 1 day")]
    [InlineData("last_used before 2 week", "last_used before 2 weeks")]
    [InlineData("attribute.2nd-floor_x.y == 'z'", "attribute.2nd-floor_x.y == 'z'")]
    [InlineData("attribute.exists exists", "attribute.exists exists")]
    [InlineData(@"name == '\'\\\n\t\r'", @"name == '\'\\\n\t\r'")]
    [InlineData("name == 'Zażółć 語 🔑 (and or not)'", "name == 'Zażółć 語 🔑 (and or not)'")]
    public void Everything_has_one_canonical_text(string text, string canonical)
    {
        Assert.Equal(canonical, Read(text).ToString());
        Assert.Equal(canonical, Read(canonical).ToString());
    }

    [Fact]
    public void Escapes_are_what_they_stand_for() =>
        Assert.Equal(new ComparisonTest("name", ComparisonOperator.Equal, new TextValue("'\\\n\t\r")), Read(@"name == '\'\\\n\t\r'"));

    [Fact]
    public void A_date_is_its_first_instant_in_utc() =>
        Assert.Equal(new AfterTest("last_used", new FixedMoment(RandomConditions.At("2026-01-31T00:00:00Z"))), Read("last_used after 2026-01-31"));

    [Fact]
    public void A_text_is_read_about_what_it_is_about()
    {
        Assert.NotNull(ConditionText.Read("risk == 'low'", ConditionSubjects.Entitlement).Condition);
        var problem = ConditionText.Read("name exists and risk == 'low'", ConditionSubjects.Identity).Problem!;
        Assert.Equal((1, 17), (problem.Line, problem.Column));
        Assert.Contains("risk is an attribute of entitlements, and this condition is about identities", problem.Message, StringComparison.Ordinal);
    }

    private static Condition Read(string text)
    {
        var reading = ConditionText.Read(text, ConditionSubjects.All);
        Assert.Null(reading.Problem);
        return reading.Condition!;
    }
}
