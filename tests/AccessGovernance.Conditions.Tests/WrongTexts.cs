using AccessGovernance.Domain.Conditions;

namespace AccessGovernance.Conditions.Tests;

/// <summary>What is wrong is told with its place and with what should stand there.</summary>
public sealed class WrongTexts
{
    [Theory]
    [InlineData("", 1, 1, "expected an attribute")]
    [InlineData("   ", 1, 4, "expected an attribute")]
    [InlineData("and", 1, 1, "expected an attribute")]
    [InlineData("name", 1, 5, "expected ==, !=")]
    [InlineData("name 'x'", 1, 6, "expected ==, !=")]
    [InlineData("name = 'x'", 1, 6, "= is no comparison")]
    [InlineData("name <> 'x'", 1, 6, "<> is no comparison")]
    [InlineData("name ==", 1, 8, "expected a text in quotes, a number")]
    [InlineData("name == Finance", 1, 9, "a text is written in quotes, 'Finance'")]
    [InlineData("name == 'x", 1, 9, "not closed")]
    [InlineData("name == ''", 1, 9, "must not be empty")]
    [InlineData("name == 'a\\x'", 1, 11, "after \\ there must be")]
    [InlineData("name == 'a\tb'", 1, 11, "U+0009")]
    [InlineData("name == 'a\u202Eb'", 1, 9, "U+202E")]
    [InlineData("name == ‘x’", 1, 9, "U+2018")]
    [InlineData("name == \"x\"", 1, 9, "expected a text in quotes, a number")]
    [InlineData("🔑", 1, 1, "U+1F511")]
    [InlineData("name == '🔑🔑' x", 1, 14, "expected 'and', 'or' or the end")]
    [InlineData("name exists\n  and mail\n  exist", 3, 3, "expected ==, !=")]
    [InlineData("name exists mail exists", 1, 13, "expected 'and', 'or' or the end")]
    [InlineData("name exists and", 1, 16, "expected an attribute")]
    [InlineData("name exists or or mail exists", 1, 16, "expected an attribute")]
    [InlineData("not", 1, 4, "expected an attribute")]
    [InlineData("(name exists", 1, 13, "closing bracket")]
    [InlineData("name exists)", 1, 12, "closes nothing")]
    [InlineData("()", 1, 2, "expected an attribute")]
    [InlineData("name in 'x'", 1, 9, "expected a list")]
    [InlineData("name in ()", 1, 10, "expected a text in quotes, a number")]
    [InlineData("name in ('x',)", 1, 14, "expected a text in quotes, a number")]
    [InlineData("name in ('x' 'y')", 1, 14, "expected a comma")]
    [InlineData("name starts 'x'", 1, 13, "expected 'with'")]
    [InlineData("name starts with 5", 1, 18, "expected a text in quotes")]
    [InlineData("last_used before", 1, 17, "expected a date")]
    [InlineData("last_used before 90", 1, 20, "expected hours, days")]
    [InlineData("last_used before 90 moons", 1, 21, "expected hours, days")]
    [InlineData("last_used before 0 days", 1, 18, "0 is not between 1 and 10000")]
    [InlineData("last_used before 99999999999 days", 1, 18, "not between 1 and 10000")]
    [InlineData("last_used before 2026-02-30", 1, 18, "neither a date")]
    [InlineData("last_used before 1899-12-31", 1, 18, "between the years 1900 and 9999")]
    [InlineData("last_used before 2026-01-31T10:00:00+02:00", 1, 18, "nor a time in UTC")]
    [InlineData("entitlement.capacity == 1234567890123456", 1, 25, "is no number of at most 15 digits")]
    [InlineData("entitlement.capacity == 1.0123456789", 1, 25, "is no number of at most 15 digits")]
    public void In_its_form(string text, int line, int column, string message) => Expect(text, line, column, message);

    [Theory]
    [InlineData("departmant == 'x'", 1, 1, "did you mean department?")]
    [InlineData("Department == 'x'", 1, 1, "did you mean department?")]
    [InlineData("shoe_size == 'x'", 1, 1, "are written attribute.NAME")]
    [InlineData("attribute. == 'x'", 1, 1, "is no attribute")]
    [InlineData("name exists and name > 'x'", 1, 22, "name is a text, and may be asked with ==, !=, in")]
    [InlineData("risk == 'huge'", 1, 9, "risk is one of low, medium, high, critical")]
    [InlineData("risk in ('low', 'Low')", 1, 17, "risk is one of low, medium, high, critical")]
    [InlineData("identity.kind > 'service'", 1, 15, "may be asked with ==, !=, in")]
    [InlineData("identity.synthetic in (true)", 1, 20, "identity.synthetic is true or false")]
    [InlineData("identity.synthetic == 'true'", 1, 23, "identity.synthetic is true or false")]
    [InlineData("identity.owners == 'P-1'", 1, 17, "may be asked with has, exists")]
    [InlineData("entitlement.capacity == '5'", 1, 25, "entitlement.capacity is a number")]
    [InlineData("last_used > 5", 1, 11, "may be asked with before, after")]
    [InlineData("name before 90 days", 1, 6, "may be asked with ==, !=, in")]
    [InlineData("name == true", 1, 9, "name is a text")]
    public void In_its_meaning(string text, int line, int column, string message) => Expect(text, line, column, message);

    private static void Expect(string text, int line, int column, string message)
    {
        var (condition, problem) = ConditionText.Read(text, ConditionSubjects.All);
        Assert.Null(condition);
        Assert.Contains(message, problem!.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Line, problem.Column));
    }
}
