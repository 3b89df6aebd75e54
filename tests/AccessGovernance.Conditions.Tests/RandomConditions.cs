using System.Collections.Immutable;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Conditions;
using CsCheck;

namespace AccessGovernance.Conditions.Tests;

/// <summary>
/// Conditions of any form over all attributes, and subjects to ask them of. Values come from small pools, so that tests are true about as often
/// as they are false.
/// </summary>
internal static class RandomConditions
{
    public static readonly Instant Now = At("2026-03-31T12:00:00Z");

    private static readonly string[] Pieces = ["a", "B", "fin", "ance", " ", "'", "\\", "\n", "\r", "\t", "ż", "語", "🔑", "é", "(", ")", "and", "=="];

    private static readonly string[] FewTexts = ["fin", "finance", "finance'", "ops", "ance", "\\"];

    private static readonly decimal[] FewNumbers = [0m, -1m, 1m, 1.50m, 12.000000001m, 999_999_999_999_999.999999999m, -0.5m];

    private static readonly string[] FewMoments =
    [
        "1900-01-01T00:00:00Z", "2025-12-31T00:00:00Z", "2026-01-30T23:59:59.999Z", "2026-03-31T11:00:00Z", "2026-03-31T12:00:00Z",
        "9999-12-31T23:59:59.999Z",
    ];

    private static readonly AttributeDefinition[] All =
        [.. AttributeSchema.Of(ConditionSubjects.All), AttributeSchema.Find("attribute.2nd-floor")!];

    /// <summary>Few attributes, one of each kind at least: tests of them meet.</summary>
    private static readonly AttributeDefinition[] Few =
    [
        .. new[] { "department", "attribute.team", "entitlement.capacity", "identity.synthetic", "last_used", "identity.kind", "risk", "identity.owners" }
            .Select(n => AttributeSchema.Find(n)!),
    ];

    /// <summary>Anything that may be written.</summary>
    public static readonly Gen<Condition> Any = Tree(3, Tests(All, Pick(Pieces).Array[1, 6].Select(string.Concat)));

    /// <summary>What is often true of <see cref="Subject"/>, and often not.</summary>
    public static readonly Gen<Condition> Askable = Tree(3, Tests(Few, Pick(FewTexts)));

    /// <summary>Something with some of the few attributes, by their names.</summary>
    public static readonly Gen<Dictionary<string, ConditionValue>> Subject = Few.Aggregate(
        Gen.Const(0).Select(_ => new Dictionary<string, ConditionValue>()),
        (subject, attribute) => Gen.Select(subject, Gen.Int[0, 3], Actual(attribute.Type), (some, dice, value) =>
        {
            if (dice > 0)
                some[attribute.Name] = value;
            return some;
        }));

    public static Instant At(string time) =>
        new(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());

    public static Gen<T> Pick<T>(IReadOnlyList<T> values) => Gen.Int[0, values.Count - 1].Select(i => values[i]);

    private static Gen<Condition> Tree(int depth, Gen<AttributeTest> tests)
    {
        var leaf = tests.Select(t => (Condition)t);
        if (depth == 0)
            return leaf;
        var below = Tree(depth - 1, tests);
        var terms = below.Array[2, 3].Select(t => t.ToImmutableArray());
        return Gen.OneOf(
            leaf, terms.Select(t => (Condition)new AllOf(t)), terms.Select(t => (Condition)new AnyOf(t)), below.Select(t => (Condition)new Not(t)));
    }

    private static Gen<AttributeTest> Tests(AttributeDefinition[] attributes, Gen<string> texts) =>
        Gen.OneOf([.. attributes.Select(a => TestOf(a, texts))]);

    private static Gen<AttributeTest> TestOf(AttributeDefinition attribute, Gen<string> texts)
    {
        var (name, kind) = (attribute.Name, attribute.Type.Kind);
        var exists = Gen.Const((AttributeTest)new ExistsTest(name));
        if (kind == AttributeKind.Instant)
            return Gen.OneOf(exists, Moments.Select(m => (AttributeTest)new BeforeTest(name, m)), Moments.Select(m => (AttributeTest)new AfterTest(name, m)));
        if (kind == AttributeKind.TextSet)
            return Gen.OneOf(exists, texts.Select(t => (AttributeTest)new HasTest(name, t)));
        var written = kind switch
        {
            AttributeKind.Number => Pick(FewNumbers).Select(n => (ConditionValue)new NumberValue(n)),
            AttributeKind.Boolean => Gen.Bool.Select(b => (ConditionValue)new BooleanValue(b)),
            AttributeKind.Text => texts.Select(t => (ConditionValue)new TextValue(t)),
            _ => Pick(attribute.Type.Words).Select(w => (ConditionValue)new TextValue(w)),
        };
        var most = kind is AttributeKind.Number or AttributeKind.Level ? ComparisonOperator.GreaterOrEqual : ComparisonOperator.NotEqual;
        var comparison = Gen.Select(Gen.Int[1, (int)most], written, (o, v) => (AttributeTest)new ComparisonTest(name, (ComparisonOperator)o, v));
        var oneOf = written.Array[1, 3].Select(v => (AttributeTest)new InTest(name, v.ToImmutableArray()));
        var edges = Gen.OneOf(texts.Select(t => (AttributeTest)new StartsWithTest(name, t)), texts.Select(t => (AttributeTest)new EndsWithTest(name, t)));
        return kind switch
        {
            AttributeKind.Boolean => Gen.OneOf(exists, comparison),
            AttributeKind.Text => Gen.OneOf(exists, comparison, oneOf, edges),
            _ => Gen.OneOf(exists, comparison, oneOf),
        };
    }

    private static Gen<Moment> Moments => Gen.OneOf(
        Pick(FewMoments).Select(t => (Moment)new FixedMoment(At(t))),
        Gen.Select(Pick([1, 2, 3, 90, 10_000]), Gen.Int[1, 5], (count, unit) => (Moment)new TimeAgo(count, (TimeUnit)unit)));

    private static Gen<ConditionValue> Actual(AttributeType type) => type.Kind switch
    {
        AttributeKind.Number => Pick(FewNumbers).Select(n => (ConditionValue)new NumberValue(n)),
        AttributeKind.Boolean => Gen.Bool.Select(b => (ConditionValue)new BooleanValue(b)),
        AttributeKind.Instant => Pick(FewMoments).Select(t => (ConditionValue)new InstantValue(At(t))),
        AttributeKind.Level => Gen.Int[0, type.Words.Length - 1].Select(rank => (ConditionValue)new LevelValue(type.Words, rank)),
        AttributeKind.Choice => Pick(type.Words).Select(w => (ConditionValue)new TextValue(w)),
        AttributeKind.TextSet => Pick(FewTexts).Array[1, 3].Select(t => (ConditionValue)new TextSetValue(t)),
        _ => Pick(FewTexts).Select(t => (ConditionValue)new TextValue(t)),
    };
}
