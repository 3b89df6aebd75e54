using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;

namespace AccessGovernance.AccessHistory.Tests;

[Trait("Rule", "3")]
public sealed class TheRealHistory
{
    [RealHistoryFact]
    public void Answers_every_question_right_on_the_clock_of_its_source()
    {
        var reader = RealHistory.Load(RealHistory.Time("2026-11-01T00:00:00Z")).Script.Reader;
        var questions = RealHistory.Rows("kubernetes-org-questions.tsv").ToList();

        var wrong = questions.Where(q => !IsRight(q, Names(reader, q))).Select(q => q[0]).ToList();

        Assert.Equal(400, questions.Count);
        Assert.Empty(wrong);
    }

    private static List<string> Names(HistoryReader reader, string[] question)
    {
        var (subject, at) = (question[2], Period.At(RealHistory.Time(question[3])));
        var reading = reader.Read(Knowledge.BySource(RealHistory.Time(question[4])));
        var answer = question[1] == "who"
            ? reader.WhoHadAccess(new EntitlementId(subject), at, reading, Page.All)
            : reader.WhatDidTheyHold(new IdentityId(subject), at, reading, Page.All);
        return [.. (answer?.Rows ?? []).Select(r => question[1] == "who" ? r.Identity.Value : r.Entitlement.Value)];
    }

    private static bool IsRight(string[] question, List<string> names) =>
        names.Count.ToString() == question[5]
        && Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names)))) == question[6];
}
