using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AccessGovernance.Cli.Questions;

/// <summary><c>ask</c>: answers a file of questions on the source's clock, so that two answers can be compared by count and hash.</summary>
internal static class AskCommand
{
    /// <summary>Questions on their way at a time.</summary>
    private const int MaxInFlight = 8;

    private const int PageSize = 10_000;

    private static readonly Argument<string> FileName = new("FILE") { Description = "Question file: tab separated, with a header" };

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "ask",
            "Answers a file of questions (id, kind, subject, effective_at, known_at) by the source's clock: id, count, sha256 of names.",
            "agctl ask questions.tsv --output tsv")
            .With(FileName),
        AskAsync);

    /// <summary>SHA-256 of the names, sorted by ordinal and joined by line feeds, in lower-case hexadecimal.</summary>
    public static string HashOf(IEnumerable<string> names) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names.Order(StringComparer.Ordinal)))));

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var questions = QuestionFile.Read(run.Get(FileName));
        var server = run.Server;
        var rows = new JsonObject[questions.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxInFlight, CancellationToken = run.Cancellation };
        await Parallel.ForAsync(0, questions.Count, options, async (i, _) => rows[i] = await AnswerAsync(server, questions[i]));

        run.Print.List(new Listing("answers", [new("id"), new("count"), new("sha256")], rows) { Notes = [Compared(questions, rows)] });
        return ExitCode.Ok;
    }

    private static async Task<JsonObject> AnswerAsync(ServerConnection server, FiledQuestion asked)
    {
        var names = await NamesAsync(server, asked);
        return new JsonObject { ["id"] = asked.Id, ["count"] = names.Count, ["sha256"] = HashOf(names) };
    }

    private static async Task<HashSet<string>> NamesAsync(ServerConnection server, FiledQuestion asked)
    {
        var knowledge = new Knowledge { KnownAt = Time(asked.KnownAt), KnownBy = KnownBy.Source };
        var question = new Question(Time(asked.EffectiveAt), null, knowledge, null);
        try
        {
            if (asked.AsksWho)
            {
                var who = HistoryQuestions.Who(ResourceName.Entitlement(asked.Subject), question);
                (who.NamesOnly, who.PageSize) = (true, PageSize);
                return [.. (await HistoryQuestions.WhoAsync(server, who, null)).Items.Select(h => ResourceName.IdOf(h.Identity))];
            }
            var what = HistoryQuestions.What(ResourceName.Identity(asked.Subject), question);
            (what.NamesOnly, what.PageSize) = (true, PageSize);
            return [.. (await HistoryQuestions.WhatAsync(server, what, null)).Items.Select(h => ResourceName.IdOf(h.Entitlement))];
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return [];
        }
    }

    private static Timestamp Time(long milliseconds) => Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    private static string Compared(List<FiledQuestion> questions, JsonObject[] rows)
    {
        if (!questions.Exists(q => q.Sha256 is not null))
            return $"{rows.Length} questions answered.";
        var different = questions.Zip(rows)
            .Where(p => p.First.Sha256 != (string?)p.Second["sha256"]
                || (p.First.Count ?? p.Second["count"]!.ToString()) != p.Second["count"]!.ToString())
            .Select(p => p.First.Id).ToList();
        return different.Count == 0
            ? $"{rows.Length} questions answered, all as the file says."
            : $"{rows.Length} questions answered, {different.Count} NOT as the file says: {string.Join(", ", different.Take(10))}"
                + (different.Count > 10 ? " and more." : ".");
    }
}
