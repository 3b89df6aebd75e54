using AccessGovernance.Domain;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>A random question.</summary>
internal sealed record Question(Period During, Knowledge Knowledge)
{
    public static Question Of(Dice dice, long head)
    {
        var from = (dice.A % (RandomHistory.LastTime + 3)) - 1;
        var during = (dice.B % 3) switch
        {
            0 => HistoryScript.At(from),
            1 => HistoryScript.Span(from, from + 2 + (dice.B % 7)),
            _ => HistoryScript.From(from),
        };
        var time = new Instant((dice.C % (RandomHistory.LastTime + 3)) - 1);
        var knowledge = (dice.D % 7) switch
        {
            0 => Knowledge.Latest,
            1 => Knowledge.AtPosition(dice.C % (head + 1)),
            2 => Knowledge.AtTime(time),
            3 or 4 => Knowledge.BySource(time),
            _ => Knowledge.Ever,
        };
        var pinned = dice.E % 3 == 0 && knowledge.Position is null;
        return new(during, pinned ? knowledge with { ReadPosition = dice.E % (head + 1) } : knowledge);
    }
}

/// <summary>The index's rows in the form of <see cref="NaiveRow"/>; also follows each path to see that it leads there.</summary>
internal static class IndexRows
{
    public static string Text(Holding row)
    {
        Assert.All(row.Spans.Zip(row.Spans.Skip(1)), pair => Assert.True(pair.First.Until < pair.Second.From));
        CheckPath(row);
        var depth = row.Path.Count;
        var naive = new NaiveRow { Now = row.HeldAsKnownNow, Then = row.HeldAsKnownThen, Depth = depth, ActiveDepth = depth };
        var times = Enumerable.Range(-1, NaiveAnswers.Horizon + 1).Select(t => new Instant(t));
        naive.Held.UnionWith(times.Where(t => row.Spans.Any(s => s.Contains(t))).Select(t => t.Milliseconds));
        naive.Grants.UnionWith(row.Grants.Select(g => g.Grant.Value.ToString()[..8]));
        naive.Persons.UnionWith(row.Persons.Select(p => p.Person.Value));
        if (row.State == AccessState.Active)
            naive.Active.Add(0);
        return naive.Text(row.Identity.Value, row.Entitlement.Value);
    }

    private static void CheckPath(Holding row)
    {
        var at = row.Path.Count == 0 ? row.Entitlement : row.Path[0].From;
        Assert.Contains(row.Grants, g => g.Entitlement == at);
        foreach (var step in row.Path)
        {
            Assert.Equal(at, step.From);
            at = step.To;
        }
        Assert.Equal(row.Entitlement, at);
        var from = row.Path.Select(s => s.Validity.From).Append(new(-1)).MaxBy(t => t.Milliseconds);
        var until = row.Path.Select(s => s.Validity.Until).Append(Instant.Forever).MinBy(t => t.Milliseconds);
        Assert.Contains(row.Spans, s => s.Overlaps(new Period(from, until)));
    }
}

[Trait("Rule", "2")]
[Trait("Rule", "3")]
[Trait("Rule", "6")]
[Trait("Rule", "7")]
[Trait("Rule", "8")]
[Trait("Rule", "9")]
public sealed class AnswersOfTheIndex
{
    private const int Histories = 5_000;

    private static readonly string[] Identities = ["i0", "i1", "i2"];
    private static readonly string[] Entitlements = ["e0", "e1", "e2", "e3"];
    private static readonly Gen<(RandomHistory History, Dice[] Questions)> Cases = Gen.Select(RandomHistory.Gen, Dice.Gen.Array[3]);

    [Fact]
    public void Equal_a_naive_fold_over_random_histories_and_questions() => Cases.Sample(c =>
    {
        var naive = new NaiveAnswers(c.History.Script.Entries);
        foreach (var dice in c.Questions)
        {
            var question = Question.Of(dice, c.History.Script.Position);
            var expected = naive.Rows(question.During, question.Knowledge, null);
            Assert.Equal(expected, AskWho(c.History.Script.Reader, question));
            Assert.Equal(expected, AskWhat(c.History.Script.Reader, question));
            AssertChecks(c.History.Script.Reader, question, expected);
        }
    }, iter: Histories, print: Print);

    [Fact]
    public void Equal_a_naive_fold_for_persons() => Cases.Sample(c =>
    {
        var question = Question.Of(c.Questions[0], c.History.Script.Position);
        var reader = c.History.Script.Reader;
        foreach (var person in new[] { "p0", "p1" })
        {
            var expected = new NaiveAnswers(c.History.Script.Entries).Rows(question.During, question.Knowledge, person);
            var rows = reader.WhatDidTheyHold(new PersonId(person), question.During, reader.Read(question.Knowledge), Page.All)?.Rows ?? [];
            Assert.Equal(expected, rows.Select(IndexRows.Text).Order(StringComparer.Ordinal));
        }
    }, iter: Histories / 5, print: Print);

    private static string Print((RandomHistory History, Dice[] Questions) c) =>
        $"{c.History}\n{string.Join('\n', c.Questions.Select(q => Question.Of(q, c.History.Script.Position)))}";

    private static List<string> AskWho(HistoryReader reader, Question question)
    {
        var reading = reader.Read(question.Knowledge);
        var rows = Entitlements.SelectMany(e => reader.WhoHadAccess(new(e), question.During, reading, Page.All)?.Rows ?? []);
        return [.. rows.Select(IndexRows.Text).Order(StringComparer.Ordinal)];
    }

    private static List<string> AskWhat(HistoryReader reader, Question question)
    {
        var reading = reader.Read(question.Knowledge);
        var rows = Identities.SelectMany(i => reader.WhatDidTheyHold(new IdentityId(i), question.During, reading, Page.All)?.Rows ?? []);
        return [.. rows.Select(IndexRows.Text)];
    }

    private static void AssertChecks(HistoryReader reader, Question question, List<string> expected)
    {
        if (question.Knowledge.By == KnownBy.Ever)
            return;
        foreach (var (i, e) in Identities.SelectMany(i => Entitlements.Select(e => (i, e))))
        {
            var answer = reader.CheckAccess(new(i), new(e), question.During, reader.Read(question.Knowledge), explain: true);
            var row = expected.SingleOrDefault(r => r.StartsWith($"{i} {e} ", StringComparison.Ordinal));
            Assert.Equal(row?.Contains(" active ", StringComparison.Ordinal) ?? false, answer?.Allowed ?? false);
            Assert.Equal(row is null, answer?.Holding is null);
            Assert.Equal(row is not null, answer?.IsOnRecord ?? false);
        }
    }
}
