using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Imports;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Skips with a visible reason where the real history is not at hand.</summary>
internal sealed class RealHistoryFactAttribute : FactAttribute
{
    public RealHistoryFactAttribute() => Skip = RealHistory.Folder is null ? "shared/data is not at hand" : null;
}

/// <summary>A real history as an import writes it, and its questions.</summary>
internal sealed class RealHistory
{
    private const string Source = "kubernetes-org";

    private readonly Guid block = Guid.NewGuid();
    private readonly HashSet<string> known = [];
    private readonly Dictionary<(string, string, string), (Guid Id, Instant From)> open = [];
    private readonly List<(string Stream, DomainEvent What, ImportedRow? Import)> batch = [];

    /// <summary>The folder <c>shared/data</c> beside the repository or above it.</summary>
    public static string? Folder { get; } = Ancestors(new DirectoryInfo(AppContext.BaseDirectory))
        .Select(d => Path.Combine(d.FullName, "shared", "data"))
        .FirstOrDefault(f => File.Exists(Path.Combine(f, "kubernetes-org-history.tsv")));

    public HistoryScript Script { get; } = new();

    public static IEnumerable<string[]> Rows(string file) => File.ReadLines(Path.Combine(Folder!, file)).Skip(1).Select(l => l.Split('\t'));

    public static Instant Time(string text) =>
        new(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds());

    /// <param name="importedAt">Our clock while it is imported: later than everything in the history.</param>
    public static RealHistory Load(Instant importedAt)
    {
        var history = new RealHistory();
        foreach (var row in Rows("kubernetes-org-history.tsv"))
        {
            history.Add(row);
            if (history.batch.Count >= 1_000)
                history.Flush(importedAt);
        }
        history.Flush(importedAt);
        return history;
    }

    private static IEnumerable<DirectoryInfo> Ancestors(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
            yield return folder;
    }

    private void Flush(Instant at)
    {
        Script.RecordAll(at.Milliseconds, [.. batch]);
        batch.Clear();
    }

    private void Add(string[] row)
    {
        var import = new ImportedRow(block, long.Parse(row[0], CultureInfo.InvariantCulture), Time(row[1]));
        var (at, holds, subject, target) = (Time(row[2]), row[4] == "holds", row[5], row[6]);
        if (known.Add(""))
            batch.Add((StreamNames.Of(new AppId(Source)), new ApplicationDefined(Source, null, at), null));
        if (!holds)
            Define(subject, import);
        else if (known.Add("i " + subject))
            batch.Add((StreamNames.Of(new IdentityId(subject)), new IdentityRegistered(IdentityKind.Employee, false), import));
        Define(target, import);
        var stream = holds ? StreamNames.Of(new IdentityId(subject)) : StreamNames.Conferrals;
        batch.Add((stream, row[3] == "add" ? Opened(holds, subject, target, at) : Closed(holds, subject, target, at), import));
    }

    private void Define(string entitlement, ImportedRow import)
    {
        if (known.Add("e " + entitlement))
            batch.Add((StreamNames.Of(new EntitlementId(entitlement)), HistoryScript.Defined(Source), import));
    }

    private DomainEvent Opened(bool holds, string subject, string target, Instant at)
    {
        var id = Script.NextGuid();
        open[(holds ? "h" : "c", subject, target)] = (id, at);
        return holds
            ? new AccessGranted(new(id), new(target), Period.Since(at), new Cause(CauseKind.Import, Source), null)
            : new ConferralAdded(new(id), new(subject), new(target), Period.Since(at), Source, null);
    }

    private DomainEvent Closed(bool holds, string subject, string target, Instant at)
    {
        open.Remove((holds ? "h" : "c", subject, target), out var fact);
        if (holds)
        {
            return at <= fact.From
                ? new GrantVoided(new(fact.Id), new(target), null)
                : new AccessRevoked(new(fact.Id), new(target), at, null);
        }
        return at <= fact.From ? new ConferralVoided(new(fact.Id), null) : new ConferralEnded(new(fact.Id), at, null);
    }
}
