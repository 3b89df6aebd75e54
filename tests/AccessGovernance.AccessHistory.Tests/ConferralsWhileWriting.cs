using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.EventLog;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Paths that readers leave for each other are true in every state of knowledge, while what confers what is changed.</summary>
public sealed class ConferralsWhileWriting
{
    private const int Levels = 6;
    private const int Roles = 8;
    private const int Changes = 20_000;

    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0);
    private readonly Random dice = new(5);
    private readonly List<ConferralId> edges = [];

    [Fact, Trait("Rule", "9")]
    public async Task Holders_over_paths_are_true_at_the_position_that_is_named()
    {
        script.WithEntitlements("app", [.. from level in Enumerable.Range(0, Levels) from role in Enumerable.Range(0, Roles) select Name(level, role)]);
        for (var role = 0; role < Roles; role++)
            script.WithIdentities("i" + role).Grant("i" + role, Name(0, role), From(0), 0);
        for (var i = 0; i < Levels * Roles; i++)
            Confer();
        var known = script.Position;
        var held = HeldIn(script.Reader, script.Reader.Latest);
        var index = new HistoryIndex();
        script.Entries.ForEach(e => index.Apply(e));
        for (var i = 0; i < Changes; i++)
            Change();

        var writing = Task.Run(() => script.Entries.Skip((int)known).ToList().ForEach(e => index.Apply(e)));
        var reader = new HistoryReader(index);
        Reading latest;
        do
        {
            latest = reader.Latest;
            var now = HeldIn(reader, latest);
            Assert.Equal(held, HeldIn(reader, reader.Read(Knowledge.AtPosition(known))));
            Assert.Equal(HeldIn(script.Reader, script.Reader.Read(Knowledge.AtPosition(latest.Position))), now);
        }
        while (latest.Position < script.Position);
        await writing;
    }

    private static List<string> HeldIn(HistoryReader reader, Reading reading) =>
    [
        .. from role in Enumerable.Range(0, Roles)
           select string.Join(' ', reader.HoldersOf(new(Name(Levels - 1, role)), At(5), reading)!.Ids),
    ];

    private static string Name(int level, int role) => $"level-{level}/role-{role}";

    private void Change()
    {
        if (edges.Count < Levels * Roles || dice.Next(2) == 0)
        {
            Confer();
            return;
        }
        var place = dice.Next(edges.Count);
        script.Record(StreamNames.Conferrals,
            dice.Next(2) == 0 ? new ConferralVoided(edges[place], null) : new ConferralEnded(edges[place], new(dice.Next(10) + 1), null), 0);
        edges[place] = edges[^1];
        edges.RemoveAt(edges.Count - 1);
    }

    private void Confer()
    {
        var level = dice.Next(Levels - 1);
        edges.Add(script.Confer(Name(level, dice.Next(Roles)), Name(level + 1, dice.Next(Roles)), From(0), 0));
    }
}
