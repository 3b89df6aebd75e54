using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Importing;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>
/// What the sample organisation's records say, in recording order: who joined, moved and left, what was granted for a while, what was
/// recorded late, and what turned out to be wrong. Nothing is recorded before it took effect.
/// </summary>
internal sealed class SampleHistory
{
    private readonly List<SampleFact> facts = [];
    private readonly DateOnly today;
    private readonly DateOnly start;
    private readonly Random random;

    private SampleHistory(DateOnly today, Random random) =>
        (this.today, start, this.random) = (today, today.AddDays(-SampleOrganisation.DaysOfHistory), random);

    public static List<HistoryRow> Create(DateOnly today, IReadOnlyList<SampleIdentity> identities, Random random)
    {
        var history = new SampleHistory(today, random);
        history.Confer();
        foreach (var (identity, n) in identities.Select((identity, n) => (identity, n)))
            history.Employ(identity, n);
        return SampleFact.InRecordingOrder(history.facts, SampleFact.Midnight(today));
    }

    private void Confer()
    {
        foreach (var (from, conferred) in SampleCatalogue.Confers)
        {
            foreach (var to in conferred)
                facts.Add(new(At(start, 6), SampleFact.Midnight(start), ImportOperation.Add, ImportRelation.Confers, from, to));
        }
        // A reorganisation after a year: engineers may no longer deploy to staging by themselves, and get it back a quarter later.
        var changed = start.AddDays(400);
        facts.Add(new(At(changed, 3), SampleFact.Midnight(changed), ImportOperation.Remove, ImportRelation.Confers,
            "role:engineer", "code:deploy-staging"));
        var back = changed.AddDays(92);
        facts.Add(new(
            At(back, 5), SampleFact.Midnight(back), ImportOperation.Add, ImportRelation.Confers, "role:engineer", "code:deploy-staging"));
    }

    private void Employ(SampleIdentity who, int n)
    {
        if (who.Kind == IdentityKind.Service)
        {
            Add(who.Id, ServiceAccess(who.Id), start, 0);
            return;
        }
        var from = who.Joined < start ? start : who.Joined;
        var delay = who.Joined < start ? 0 : Delay();
        Add(who.Id, "group:all-staff", from, delay);
        Move(who, n, from, delay);
        var extras = SampleCatalogue.Extras[who.Department];
        if (who.Id == SampleCast.Leaver)
            Add(who.Id, SampleCast.Forgotten, start.AddDays(200), 1);
        else if (n % 3 != 1)
            Add(who.Id, extras[n % extras.Length], from.AddDays(random.Next(1, 40)), Delay());
        if (n % 2 == 0)
            ForAWhile(who, extras[(n + 1) % extras.Length], from);
        if (n % 9 == 5)
            ByMistake(who, "crm:export", from);
        if (who.LastDay is { } last)
            Leave(who, last);
    }

    /// <summary>The role that comes with the job; some had another job before.</summary>
    private void Move(SampleIdentity who, int n, DateOnly from, int delay)
    {
        var role = SampleDepartment.RoleOf(who.Title);
        var cast = new SampleCast(today);
        var moves = who.Id == SampleCast.Mover
            || (n % 9 == 6 && who.LastDay is null && who.Joined < start && !who.Title.StartsWith("Head", StringComparison.Ordinal));
        if (!moves)
        {
            Add(who.Id, role, from, delay);
            return;
        }
        var moved = who.Id == SampleCast.Mover ? cast.MoveDay : today.AddDays(-random.Next(110, 500));
        var recordedAfter = who.Id == SampleCast.Mover ? cast.MoveRecorded.DayNumber - cast.MoveDay.DayNumber : random.Next(0, 21);
        var before = who.Id == SampleCast.Mover ? SampleCast.MoverRole : Another(role, n);
        Add(who.Id, before, from, delay);
        Remove(who.Id, before, moved, recordedAfter);
        Add(who.Id, role, moved, recordedAfter);
    }

    private static string Another(string role, int n)
    {
        string[] roles = ["role:accounts-clerk", "role:accounts-payable", "role:sales-rep", "role:engineer",
            "role:operator", "role:it-support"];
        var other = roles[n % roles.Length];
        return other == role ? roles[(n + 1) % roles.Length] : other;
    }

    private void ForAWhile(SampleIdentity who, string entitlement, DateOnly joined)
    {
        var from = joined.AddDays(random.Next(30, 400));
        Add(who.Id, entitlement, from, Delay());
        // Some ends are recorded weeks later, with the day on which the project really ended.
        Remove(who.Id, entitlement, from.AddDays(random.Next(20, 120)), random.Next(0, 25));
    }

    /// <summary>Granted to the wrong person, and taken back as if it had never been.</summary>
    private void ByMistake(SampleIdentity who, string entitlement, DateOnly joined)
    {
        var from = joined.AddDays(random.Next(50, 300));
        Add(who.Id, entitlement, from, 0);
        Remove(who.Id, entitlement, from, random.Next(2, 10));
    }

    /// <summary>Access ends with the last day; the record follows when somebody tells IT.</summary>
    private void Leave(SampleIdentity who, DateOnly last)
    {
        var recordedAfter = who.Id == SampleCast.Leaver ? 9 : random.Next(0, 12);
        var held = facts.Where(f => f.Subject == who.Id).Select(f => f.Object).Distinct().ToList();
        foreach (var entitlement in held.Where(e => who.Id != SampleCast.Leaver || e != SampleCast.Forgotten))
            Remove(who.Id, entitlement, last.AddDays(1), recordedAfter);
    }

    private static string ServiceAccess(string id) => id switch
    {
        "svc-payment-gateway" => "erp:payments-prepare",
        "svc-crm-sync" => "crm:export",
        "svc-build" => "code:deploy-staging",
        _ => "workplace:vpn",
    };

    /// <summary>Most records are made within two days, one in five much later.</summary>
    private int Delay() => random.Next(5) == 0 ? random.Next(5, 20) : random.Next(0, 3);

    private void Add(string subject, string entitlement, DateOnly from, int delay) =>
        facts.Add(
            new(At(from.AddDays(delay), 7), SampleFact.Midnight(from), ImportOperation.Add, ImportRelation.Holds, subject, entitlement));

    private void Remove(string subject, string entitlement, DateOnly at, int delay) =>
        facts.Add(
            new(At(at.AddDays(delay), 9), SampleFact.Midnight(at), ImportOperation.Remove, ImportRelation.Holds, subject, entitlement));

    /// <summary>A moment within the three working hours that begin at the given one.</summary>
    private DateTimeOffset At(DateOnly day, int hour) => SampleFact.Midnight(day).AddHours(hour).AddSeconds(random.Next(0, 3 * 3600));
}
