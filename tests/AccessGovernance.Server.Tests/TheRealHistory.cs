using System.Diagnostics;

namespace AccessGovernance.Server.Tests;

/// <summary>Eight years of real administration go in through the API, and 400 questions come out right.</summary>
[Trait("Rule", "3")]
public sealed class TheRealHistory
{
    private const int Rows = 27_688;
    private static readonly string Hash = new('1', 64);

    [RealHistoryFact]
    public async Task Answers_are_right_after_the_import_a_repeat_and_a_restart()
    {
        using var folder = new TemporaryFolder();
        var rows = RealHistory.Rows();
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            var watch = Stopwatch.StartNew();
            Assert.Equal((Rows, 0, 0), await RealHistory.Import(admin, rows, Hash));
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
            Assert.Empty(await RealHistory.WrongAnswers(admin));
            Assert.Equal((0, Rows, 0), await RealHistory.Import(admin, rows, Hash));
            Assert.Equal((0, Rows, 0), await RealHistory.Import(admin, rows, new('2', 64)));
            Assert.Empty(await RealHistory.WrongAnswers(admin));
            await server.Stop();
        }
        await using var again = await ServerProcess.Start(folder.Path);
        using var later = Caller.Administrator(again);
        Assert.Empty(await RealHistory.WrongAnswers(later));
    }

    [RealHistoryFact]
    public async Task Answers_are_right_when_it_comes_in_two_halves_with_live_changes_and_a_restart_between()
    {
        using var folder = new TemporaryFolder();
        var rows = RealHistory.Rows();
        var half = rows.Count / 2 + 123;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var admin = Caller.Administrator(server);
            Assert.Equal((half, 0, 0), await RealHistory.Import(admin, [.. rows.Take(half)], Hash));
            await LiveChanges(admin, rows);
            await server.Kill();
        }
        await using var again = await ServerProcess.Start(folder.Path);
        using var later = Caller.Administrator(again);
        await Task.WhenAll(LiveChanges(later, rows), Second());
        Assert.Equal((0, Rows, 0), await RealHistory.Import(later, rows, new('3', 64)));
        Assert.Empty(await RealHistory.WrongAnswers(later));

        // Where live changes come between too often, nothing of the batch is written, and the import goes on where it was.
        async Task Second()
        {
            for (var attempts = 0; attempts < 10; attempts++)
            {
                if (await Refused.IfAny(RealHistory.Import(later, [.. rows.Skip(half)], new('2', 64))) is not { } refused)
                    return;
                Assert.Equal("NOT_WRITTEN", refused.Reason);
            }
        }
    }

    // People of the history get entitlements that the history does not know.
    private static async Task LiveChanges(Caller admin, IReadOnlyList<ImportRow> rows)
    {
        var entitlement = await admin.NewEntitlement();
        foreach (var subject in rows.Where(r => r.Relation == ImportRelation.Holds).Select(r => r.Subject).Distinct().Take(100))
        {
            var granted = await admin.Grant(Caller.Identity(subject), entitlement);
            if (granted.Receipt.Position % 3 == 0)
                await admin.Revoke(Caller.Identity(subject), entitlement, granted.GrantId);
        }
    }
}
