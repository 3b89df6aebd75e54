using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Skips with a visible reason where the real history is not at hand.</summary>
public sealed class RealHistoryFactAttribute : FactAttribute
{
    public RealHistoryFactAttribute() => Skip = RealHistory.Folder is null ? "shared/data is not at hand (AG_SHARED names the folder above it)" : null;
}

/// <summary>A real history with the right answers to 400 questions, asked page by page.</summary>
public static class RealHistory
{
    public const string Source = "kubernetes-org";
    private const string History = "kubernetes-org-history.tsv";
    private const int BatchRows = 1_000;

    public static string? Folder { get; } = Candidates().Select(f => Path.Combine(f, "data")).FirstOrDefault(f => File.Exists(Path.Combine(f, History)));

    public static IReadOnlyList<ImportRow> Rows() => [.. Lines(History).Select(l => new ImportRow
    {
        Row = long.Parse(l[0], CultureInfo.InvariantCulture), RecordedAt = Caller.At(l[1]), EffectiveAt = Caller.At(l[2]),
        Operation = l[3] == "add" ? ImportOperation.Add : ImportOperation.Remove,
        Relation = l[4] == "holds" ? ImportRelation.Holds : ImportRelation.Confers, Subject = l[5], Object = l[6],
    })];

    /// <summary>Imports rows in batches; answers accepted, repeated, rejected.</summary>
    public static async Task<(int Accepted, int Repeated, int Rejected)> Import(Caller caller, IReadOnlyList<ImportRow> rows, string fileHash)
    {
        var import = new Import(caller, Source) { FileHash = fileHash, GovernedFrom = "2017-01-01T00:00:00Z" };
        var answers = await import.Send(rows.Chunk(BatchRows));
        return (answers.Sum(a => a.Accepted), answers.Sum(a => a.RepeatedRows), answers.Sum(a => a.Rejected.Count));
    }

    /// <summary>Asks all questions; the numbers of those that are answered wrong.</summary>
    public static async Task<List<string>> WrongAnswers(Caller caller)
    {
        var wrong = new List<string>();
        foreach (var question in Lines("kubernetes-org-questions.tsv"))
        {
            var names = await Ask(caller, question);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))));
            if (names.Count.ToString(CultureInfo.InvariantCulture) != question[5] || hash != question[6])
                wrong.Add(question[0]);
        }
        return wrong;
    }

    private static async Task<List<string>> Ask(Caller caller, string[] question)
    {
        var (at, knowledge) = (Caller.At(question[3]), new Knowledge { KnownBy = KnownBy.Source, KnownAt = Caller.At(question[4]) });
        var names = question[1] == "who" ? await Who(caller, question[2], at, knowledge) : await What(caller, question[2], at, knowledge);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private static async Task<List<string>> Who(Caller caller, string id, Timestamp at, Knowledge knowledge)
    {
        var (names, request) = (new List<string>(), new WhoHadAccessRequest
        {
            Entitlement = Caller.Entitlement(id), ValidAt = at, Knowledge = knowledge, NamesOnly = true, PageSize = 100,
        });
        do
        {
            var page = await caller.History.WhoHadAccessAsync(request);
            names.AddRange(page.Holders.Select(h => Running.Import.IdOf(h.Identity)));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return names;
    }

    private static async Task<List<string>> What(Caller caller, string id, Timestamp at, Knowledge knowledge)
    {
        var (names, request) = (new List<string>(), new WhatDidTheyHoldRequest
        {
            Subject = Caller.Identity(id), ValidAt = at, Knowledge = knowledge, NamesOnly = true, PageSize = 100,
        });
        do
        {
            var page = await caller.History.WhatDidTheyHoldAsync(request);
            names.AddRange(page.Access.Select(a => Running.Import.IdOf(a.Entitlement)));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return names;
    }

    private static IEnumerable<string[]> Lines(string file) => File.ReadLines(Path.Combine(Folder!, file)).Skip(1).Select(l => l.Split('\t'));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("AG_SHARED") is { Length: > 0 } given)
            yield return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared");
    }
}
