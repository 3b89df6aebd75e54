using System.Globalization;
using System.Text;
using AccessGovernance.Cli.Importing;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>
/// The sample organisation as it was first loaded into a data directory: its day and its history file are kept there, so that a second run
/// finds the same organisation on another day.
/// </summary>
internal sealed record SampleFiles(SampleOrganisation Organisation, HistoryFile History, string HistoryPath)
{
    private const string Format = "yyyy-MM-dd";

    public string RejectedPath => HistoryPath + ".rejected.tsv";

    /// <summary>Claims the directory before the server writes into it.</summary>
    /// <exception cref="CommandFailed">The directory holds something else.</exception>
    public static SampleFiles Prepare(QuickstartPlace place, TimeProvider clock)
    {
        Claim(place);
        var dayPath = Path.Combine(place.SampleDirectory, "today");
        if (!File.Exists(dayPath))
            Write(dayPath, clock.GetUtcNow().ToString(Format, CultureInfo.InvariantCulture) + "\n");
        if (!DateOnly.TryParseExact(
            File.ReadAllText(dayPath).Trim(), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var today))
            throw new CommandFailed(ExitCode.Failed, $"'{dayPath}' holds no date", "Start over in another directory with --data.");

        var organisation = SampleOrganisation.Create(today);
        var historyPath = Path.Combine(place.SampleDirectory, "history.tsv");
        if (!File.Exists(historyPath))
            Write(historyPath, HistoryText.Write(organisation.History));
        return new(organisation, ImportCommands.Read(historyPath), historyPath);
    }

    private static void Claim(QuickstartPlace place)
    {
        if (Directory.Exists(place.Data) && !Directory.Exists(place.SampleDirectory) && Directory.EnumerateFileSystemEntries(place.Data)
            .Any())
        {
            throw CommandFailed.Usage($"'{place.Data}' holds something else than a sample organisation",
                "Choose a new directory with --data DIR: quickstart never mixes invented people with real ones.");
        }
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(place.SampleDirectory);
        else
            CreatePrivate(place);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void CreatePrivate(QuickstartPlace place)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(place.Data, owner);
        Directory.CreateDirectory(place.SampleDirectory, owner);
    }

    /// <summary>Whole or not at all.</summary>
    private static void Write(string path, string text)
    {
        var unfinished = path + ".new";
        File.WriteAllText(unfinished, text, new UTF8Encoding(false));
        File.Move(unfinished, path, overwrite: true);
    }
}
