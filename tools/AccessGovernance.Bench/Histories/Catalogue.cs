using AccessGovernance.Domain;
using AccessGovernance.Domain.Applications;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Entitlements;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Histories;

/// <summary>
/// What a made-up organisation grants: business roles that confer technical roles that confer permissions, and a ladder of
/// <see cref="HistoryShape.LadderLevels"/> conferrals. Entitlements go by number: business roles, technical roles, permissions, the ladder.
/// </summary>
internal sealed class Catalogue
{
    private const int BusinessConfers = 4;
    private const int TechnicalConfers = 7;
    private const ulong ConferralFamily = 0xC0FE_0000_0000_0000;

    private readonly HistoryShape shape;
    private readonly string[] names;
    private readonly string[] streams;
    private readonly List<(ConferralId Id, int From)> open = [];
    private readonly HashSet<string> conferred = new(StringComparer.Ordinal);
    private long conferrals;

    public Catalogue(HistoryShape shape)
    {
        this.shape = shape;
        names = [.. Enumerable.Range(0, shape.Entitlements + HistoryShape.LadderLevels + 1).Select(NameOf)];
        streams = [.. names.Select(n => StreamNames.Of(new EntitlementId(n)))];
    }

    /// <summary>Conferrals that were added so far.</summary>
    public long Conferrals => conferrals;

    public EntitlementId this[int number] => new(names[number]);

    /// <summary>Whether anything ever conferred an entitlement.</summary>
    public bool IsConferred(EntitlementId entitlement) => conferred.Contains(entitlement.Value);

    public static EntitlementId Ladder(int step) => new($"ladder/step-{step}");

    public int FirstOfLadder => shape.Entitlements;

    /// <summary>What somebody is granted next: roles for two fifths, popular entitlements before others.</summary>
    public int Draw(Dice dice) => dice.Below(100) switch
    {
        < 15 => dice.Popular(shape.BusinessRoles, 10),
        < 40 => shape.BusinessRoles + dice.Popular(shape.TechnicalRoles, 10),
        _ => shape.BusinessRoles + shape.TechnicalRoles + dice.Popular(shape.Permissions, 10),
    };

    public void Define(EntryWriter writer, Dice dice)
    {
        for (var a = 0; a < shape.Applications; a++)
            writer.Once(StreamNames.Of(Application(a)), new ApplicationDefined($"Application {a}", null, HistoryShape.Begin));
        for (var e = 0; e < names.Length; e++)
            writer.Once(streams[e], new EntitlementDefined(KindOf(e), Application(e % shape.Applications), new(names[e], "", null, Risk.Low), null));
        for (var e = 0; e < shape.BusinessRoles + shape.TechnicalRoles; e++)
        {
            for (var i = 0; i < (e < shape.BusinessRoles ? BusinessConfers : TechnicalConfers); i++)
                Confer(writer, e, dice, HistoryShape.Begin);
        }
        for (var step = 0; step < HistoryShape.LadderLevels; step++)
            Add(writer, FirstOfLadder + step, FirstOfLadder + step + 1, HistoryShape.Begin);
    }

    /// <summary>One role confers something else from now on.</summary>
    public void Reorganise(EntryWriter writer, Dice dice, Instant from)
    {
        var place = dice.Below(open.Count);
        var (ended, role) = open[place];
        open[place] = open[^1];
        open.RemoveAt(open.Count - 1);
        if (dice.Is(20))
            writer.Conferral(new ConferralVoided(ended, null));
        else
            writer.Conferral(new ConferralEnded(ended, from, null));
        Confer(writer, role, dice, from);
    }

    private void Confer(EntryWriter writer, int role, Dice dice, Instant from)
    {
        var to = role < shape.BusinessRoles
            ? shape.BusinessRoles + dice.Below(shape.TechnicalRoles)
            : shape.BusinessRoles + shape.TechnicalRoles + dice.Popular(shape.Permissions, shape.Permissions / 10.0);
        open.Add((Add(writer, role, to, from), role));
    }

    private ConferralId Add(EntryWriter writer, int from, int to, Instant since)
    {
        conferred.Add(names[to]);
        var id = new ConferralId(Dice.Id(ConferralFamily, conferrals++));
        writer.Conferral(new ConferralAdded(id, this[from], this[to], Period.Since(since), null, null));
        return id;
    }

    private string NameOf(int number)
    {
        var technical = number - shape.BusinessRoles;
        var permission = technical - shape.TechnicalRoles;
        if (technical < 0)
            return $"Role {number:D5}";
        if (permission < 0)
            return $"CN=tech-{technical:D5},OU=Groups";
        return permission < shape.Permissions
            ? $"app-{number % shape.Applications:D3}/resource-{permission:D6}:write"
            : Ladder(permission - shape.Permissions).Value;
    }

    private EntitlementKind KindOf(int number) => number < shape.BusinessRoles ? EntitlementKind.Role
        : number < shape.BusinessRoles + shape.TechnicalRoles ? EntitlementKind.Group : EntitlementKind.Permission;

    private static AppId Application(int number) => new($"app-{number:D3}");
}
