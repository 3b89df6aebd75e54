using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.AccessHistory.Tests;

/// <summary>Who of the holders was suspended, and whose they were, stays as it was known while they are suspended, resumed and linked.</summary>
public sealed class PeopleWhileWriting
{
    private const int Identities = 1_000;
    private const int Persons = 300;
    private const int Changes = 30_000;
    private const long Second = 1_000;
    private const long Last = 100 * Second;

    private readonly HistoryScript script = new HistoryScript().WithApplication("app", 0).WithEntitlements("app", "e");
    private readonly Random dice = new(7);
    private readonly List<(int Identity, LinkId Id)> links = [];

    [Fact, Trait("Rule", "6")]
    public async Task Counts_of_people_in_a_past_state_never_change()
    {
        script.WithIdentities([.. Enumerable.Range(0, Identities).Select(i => "i" + i)]);
        for (var i = 0; i < Identities; i++)
            script.Grant("i" + i, "e", From(0), 0);
        for (var i = 0; i < Identities * 2; i++)
            Change();
        var known = script.Position;
        var counts = CountAll(script.Reader, script.Reader.Latest);
        var index = new HistoryIndex();
        script.Entries.ForEach(e => index.Apply(e));
        for (var i = 0; i < Changes; i++)
            Change();

        var writing = Task.Run(() => script.Entries.Skip((int)known).ToList().ForEach(e => index.Apply(e)));
        var reader = new HistoryReader(index);
        do
            Assert.Equal(counts, CountAll(reader, reader.Read(Knowledge.AtPosition(known))));
        while (reader.Latest.Position < script.Position);
        await writing;
        Assert.NotEqual(counts, CountAll(reader, reader.Latest));
        Assert.Equal(CountAll(script.Reader, script.Reader.Latest), CountAll(reader, reader.Latest));
    }

    private static List<(long, long, long)> CountAll(HistoryReader reader, Reading reading) =>
    [
        .. from at in Enumerable.Range(0, 10)
           let count = reader.CountHolders(new("e"), At((at * Last / 10) + 1), reading, CancellationToken.None)!
           select (count.Suspended, count.Persons, count.WithoutPerson),
    ];

    private void Change()
    {
        var (identity, at) = (dice.Next(Identities), dice.Next(100) * Second);
        IdentityEvent what;
        if (dice.Next(20) == 0 && links.Count > 0)
            what = Unlinked(out identity);
        else
            what = dice.Next(20) switch
            {
                < 5 => Linked(identity, at),
                < 13 => new IdentitySuspended(new(at), null),
                _ => new IdentityResumed(new(at), null),
            };
        script.OfIdentity("i" + identity, what, 0);
    }

    private IdentityLinked Linked(int identity, long at)
    {
        links.Add((identity, new(script.NextGuid())));
        return new(links[^1].Id, new("p" + dice.Next(Persons)), LinkRole.Person, From(at), null);
    }

    private IdentityLinkEnded Unlinked(out int identity)
    {
        (identity, var link) = links[dice.Next(links.Count)];
        return new(link, new(dice.Next(100) * Second), null);
    }
}
