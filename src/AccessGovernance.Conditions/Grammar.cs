using System.Collections.Immutable;
using AccessGovernance.Domain.Conditions;
using Parlot;
using Parlot.Fluent;
using static Parlot.Fluent.Parsers;

namespace AccessGovernance.Conditions;

/// <summary>
/// The grammar as parsers. Its first word always decides which alternative is meant, so that nothing is read twice and each error stands where
/// something else was expected. Whoever parses has looked at the <see cref="TextOutline"/> first.
/// </summary>
internal static class Grammar
{
    public const string ExpectedTest = "expected an attribute, 'not' or an opening bracket";
    public const string ExpectedEnd = "expected 'and', 'or' or the end";
    private const string ExpectedQuestion =
        "expected ==, !=, <, <=, >, >=, 'in', 'has', 'exists', 'starts with', 'ends with', 'before' or 'after'";
    private const string ExpectedText = "expected a text in quotes";
    private const string ExpectedValue = "expected a text in quotes, a number, true or false";
    private const string ExpectedList = "expected a list of values in brackets";
    private const string ExpectedClosing = "expected 'and', 'or' or a closing bracket";
    private const string ExpectedEndOfList = "expected a comma or a closing bracket";
    private const string ExpectedMoment = "expected a date such as 2026-01-31, or a length of time such as 90 days";
    private const string ExpectedUnit = "expected hours, days, weeks, months or years";

    private static readonly Parser<TextSpan> Word = Terms.Pattern(Words.IsPart);

    private static readonly Parser<Placed<string>> Quoted = Terms.Char('\'')
        .SkipAnd(Capture(ZeroOrMany(OneOf(
            Literals.Pattern(c => c is not ('\'' or '\\')), Literals.Char('\\').SkipAnd(Literals.Pattern(_ => true, 1, 1))))))
        .AndSkip(Literals.Char('\''))
        .Then(span => new Placed<string>(Words.Unescape(span.Span), span.Offset - 1));

    private static readonly Parser<Placed<ConditionValue>> Value = OneOf(
        Quoted.Then(t => new Placed<ConditionValue>(new TextValue(t.Value), t.Offset)),
        Word.Then(w => new Placed<ConditionValue>(Words.Value(w), w.Offset)));

    private static readonly Parser<Placed<Moment>> Moment = OneOf(
        Word.When((_, w) => w.Span.Contains('-')).Then(w => new Placed<Moment>(Words.Fixed(w), w.Offset)),
        Word.When((_, w) => Words.IsCount(w.Span)).And(Word.When((_, w) => Words.Unit(w.Span) is not null).ElseError(ExpectedUnit))
            .Then(x => new Placed<Moment>(Words.Ago(x.Item1, x.Item2), x.Item1.Offset)));

    /// <summary>One condition, up to where it can no longer go on.</summary>
    public static readonly Parser<ReadPart> Condition = Build();

    private static Parser<ReadPart> Build()
    {
        var condition = Deferred<ReadPart>();
        var test = Word.When((_, w) => !Words.IsKeyword(w.Span)).And(Questions().ElseError(ExpectedQuestion)).Then(x => Test(x.Item1, x.Item2));
        var term = ZeroOrMany(Keyword("not"))
            .And(OneOf(Between(Terms.Char('('), condition, Terms.Char(')').ElseError(ExpectedClosing)), test).ElseError(ExpectedTest))
            .Then(x => Negated(x.Item1, x.Item2));
        var every = Separated(Keyword("and"), term).Then(terms => Joined(terms, t => new AllOf(t)));
        condition.Parser = Separated(Keyword("or"), every).Then(terms => Joined(terms, t => new AnyOf(t)));
        return condition;
    }

    private static Parser<Question> Questions() => OneOf(
        Terms.Pattern(Words.IsSymbol).And(Value.ElseError(ExpectedValue)).Then(x => Comparison(x.Item1, x.Item2)),
        Keyword("in").And(Between(Terms.Char('(').ElseError(ExpectedList), Separated(Terms.Char(','), Value.ElseError(ExpectedValue)),
            Terms.Char(')').ElseError(ExpectedEndOfList))).Then(x => In(x.Item1, x.Item2)),
        Keyword("exists").Then(w => new Question(a => new ExistsTest(a), w.Offset, [])),
        OfText(Keyword("has"), (attribute, text) => new HasTest(attribute, text)),
        OfText(Keyword("starts").AndSkip(Keyword("with").ElseError("expected 'with'")), (attribute, text) => new StartsWithTest(attribute, text)),
        OfText(Keyword("ends").AndSkip(Keyword("with").ElseError("expected 'with'")), (attribute, text) => new EndsWithTest(attribute, text)),
        OfMoment("before", (attribute, moment) => new BeforeTest(attribute, moment)),
        OfMoment("after", (attribute, moment) => new AfterTest(attribute, moment)));

    private static Parser<TextSpan> Keyword(string word) => Word.When((_, w) => w.Span.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static Parser<Question> OfText(Parser<TextSpan> words, Func<string, string, AttributeTest> test) => words
        .And(Quoted.ElseError(ExpectedText))
        .Then(x => new Question(attribute => test(attribute, x.Item2.Value), x.Item1.Offset, [x.Item2.Offset]));

    private static Parser<Question> OfMoment(string word, Func<string, Moment, AttributeTest> test) => Keyword(word)
        .And(Moment.ElseError(ExpectedMoment))
        .Then(x => new Question(attribute => test(attribute, x.Item2.Value), x.Item1.Offset, [x.Item2.Offset]));

    private static Question Comparison(TextSpan symbol, Placed<ConditionValue> value) =>
        new(attribute => new ComparisonTest(attribute, Words.Comparison(symbol), value.Value), symbol.Offset, [value.Offset]);

    private static Question In(TextSpan word, IReadOnlyList<Placed<ConditionValue>> values) => new(
        attribute => new InTest(attribute, [.. values.Select(v => v.Value)]), word.Offset, [.. values.Select(v => v.Offset)]);

    private static ReadPart Test(TextSpan attribute, Question question) =>
        new(question.Of(attribute.ToString()!), [new(attribute.Offset, question.Operator, question.Values)]);

    private static ReadPart Negated(IReadOnlyList<TextSpan> nots, ReadPart part)
    {
        var condition = part.Condition;
        foreach (var not in nots)
        {
            RequireFit([condition], not.Offset);
            condition = new Not(condition);
        }
        return part with { Condition = condition };
    }

    private static ReadPart Joined(IReadOnlyList<ReadPart> parts, Func<ImmutableArray<Condition>, Condition> join)
    {
        if (parts.Count == 1)
            return parts[0];
        ImmutableArray<Condition> terms = [.. parts.Select(p => p.Condition)];
        RequireFit(terms, parts[0].Places[0].Attribute);
        return new(join(terms), [.. parts.SelectMany(p => p.Places)]);
    }

    private static void RequireFit(IReadOnlyCollection<Condition> terms, int offset)
    {
        if (ConditionLimits.Problem(terms) is { } problem)
            throw Words.Wrong(offset, $"the condition that begins here {problem}");
    }
}
