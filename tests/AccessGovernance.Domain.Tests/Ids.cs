using System.Text;
using CsCheck;

namespace AccessGovernance.Domain.Tests;

[Trait("Rule", "1")]
public sealed class Ids
{
    private static readonly string Long = new('x', IdText.MaxBytes);

    private static readonly string[] Unseen = ["\t", "\u200E", "\uE001", "\u0378", "\u3000"];

    private static readonly string[] Pieces = ["a", "Z", "9", "/", "~", "!", "ż", "語", "가", "🔑", " ", new('x', 40), .. Unseen];

    [Theory]
    [InlineData("Domain Admins")]
    [InlineData("CN=Ops,OU=Groups")]
    [InlineData("org/repo:admin")]
    [InlineData("Zażółć")]
    [InlineData("x")]
    [InlineData("管理者")]
    [InlineData("관리자")]
    [InlineData("🔑 keys")]
    [InlineData("identities/%2F")]
    public void Are_what_target_systems_call_things(string id) => Assert.Null(IdText.Problem(id));

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" a", "space")]
    [InlineData("a ", "space")]
    [InlineData("a\u00A0", "space")]
    [InlineData("a\tb", "U+0009")]
    [InlineData("a\u007F", "U+007F")]
    [InlineData("a\u0085b", "U+0085")]
    [InlineData("a\u200Bb", "U+200B")]
    [InlineData("a\u202Eb", "U+202E")]
    [InlineData("a\u2066b", "U+2066")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("a\u00A0b", "U+00A0")]
    [InlineData("a\uE000", "U+E000")]
    [InlineData("\uFEFFa", "U+FEFF")]
    public void With_what_nobody_can_see_are_refused(string id, string problem) =>
        Assert.Contains(problem, IdText.Problem(id), StringComparison.Ordinal);

    [Fact]
    public void With_half_a_character_are_refused() => Assert.Contains("surrogate", IdText.Problem("a" + (char)0xD83D), StringComparison.Ordinal);

    [Fact]
    public void Have_at_most_256_bytes()
    {
        Assert.Null(IdText.Problem(Long));
        Assert.NotNull(IdText.Problem(Long + "x"));
        Assert.NotNull(IdText.Problem(Long[..255] + "ż"));
        Assert.Null(IdText.Problem(Long[..254] + "ż"));
    }

    // Escapes, so that no editor composes them.
    [Theory]
    [InlineData("Za\u017C\u00F3\u0142\u0107", true)]
    [InlineData("Zaz\u0307o\u0301\u0142c\u0301", false)]
    [InlineData("\u212B", false)]
    [InlineData("\u00C5", true)]
    [InlineData("q\u0323\u0307", true)]
    [InlineData("q\u0307\u0323", false)]
    [InlineData("\u1E0B\u0323", false)]
    [InlineData("\u1E0D\u0307", true)]
    [InlineData("\u1100\u1161\u11A8", false)]
    [InlineData("\uAC00\u11A8", false)]
    [InlineData("\uAC01", true)]
    [InlineData("\u0958", false)]
    [InlineData("\u0915\u093C", true)]
    [InlineData("\uF900", false)]
    [InlineData("\u0344", false)]
    [InlineData("a\u0345\u0301", false)]
    public void Are_in_normalisation_form_c(string id, bool composed) =>
        Assert.Equal(composed ? null : "must be in Unicode normalisation form C", IdText.Problem(id));

    [Fact]
    public void Are_judged_as_a_naive_rule_judges_them() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 20]
            .Sample(pieces => (IdText.Problem(string.Concat(pieces)) is null) == IsGood(pieces), iter: 5_000);

    private static bool IsGood(string[] pieces) =>
        Encoding.UTF8.GetByteCount(string.Concat(pieces)) is >= 1 and <= 256
        && pieces[0] != " " && pieces[^1] != " "
        && !pieces.Intersect(Unseen).Any();
}
