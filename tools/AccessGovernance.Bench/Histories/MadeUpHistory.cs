using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Bench.Histories;

/// <summary>
/// Eight years of an organisation as the log would hold them: joiners, movers and leavers, grants of which about half have ended,
/// late and corrected facts, suspensions, roles that change. The same events for the same shape and seed. Made batch by batch; what is kept
/// is a few numbers for each grant.
/// </summary>
internal sealed class MadeUpHistory
{
    /// <summary>The seed of every bench.</summary>
    public const ulong Seed = 20_260_101;

    private const ulong GrantFamily = 0x6AA7_0000_0000_0000;
    private const int JoinerGrants = 8;
    private const int MoverGrants = 3;

    private readonly HistoryShape shape;
    private readonly Dice dice;
    private readonly EntryWriter writer;
    private readonly Staff staff;
    private readonly OpenGrants open;

    public MadeUpHistory(HistoryShape shape, ulong seed)
    {
        this.shape = shape;
        dice = new Dice(seed);
        writer = new EntryWriter(dice);
        staff = new Staff(shape, writer, dice);
        Catalogue = new Catalogue(shape);
        open = new OpenGrants(shape.Facts);
    }

    public Catalogue Catalogue { get; }

    /// <summary>Grants so far.</summary>
    public int Granted { get; private set; }

    /// <summary>Adds the next batch; answers false at the end of the history.</summary>
    public bool TryNext(List<HistoryEntry> into)
    {
        if (Granted == shape.Facts)
            return false;
        if (Granted == 0)
            Catalogue.Define(writer, dice);
        var step = Math.Max(1, (long)HistoryShape.Length.TotalMilliseconds / shape.Facts);
        writer.Now = Instant.Max(writer.Now, HistoryShape.Begin.Plus(TimeSpan.FromMilliseconds((step * Granted) + dice.Below(step))));
        if (staff.Joined < JoinedBy((double)Granted / shape.Facts))
            Join();
        else
            Step();
        writer.EndBatch(into);
        return true;
    }

    // A third of the staff is there soon after the beginning, the others join all the time.
    private double JoinedBy(double progress) =>
        Math.Min(shape.Identities, (shape.Identities * ((0.3 * Math.Min(1, progress * 20)) + (0.7 * progress))) + 1);

    private void Step()
    {
        switch (dice.Below(1_000))
        {
            case < 60 when shape.IsLively: Leave(); break;
            case < 110 when shape.IsLively: staff.Return(); break;
            case < 170 when shape.IsLively: SuspendOrResume(); break;
            case < 520: GrantTo(staff.Anybody(), 1); break;
            case < 840: End(); break;
            case < 880: Correct(); break;
            case < 900: Move(); break;
            case < 920: SuspendOrResume(); break;
            case < 924: Leave(); break;
            case < 925: staff.Return(); break;
            case < 935: Catalogue.Reorganise(writer, dice, Effective()); break;
            default: GrantTo(staff.Anybody(), 1); break;
        }
    }

    private void Join()
    {
        var identity = staff.Join();
        GrantTo(identity, JoinerGrants);
        if (identity < shape.LadderHolders)
            Grant(identity, Catalogue.FirstOfLadder, Period.Since(HistoryShape.Begin));
    }

    private void GrantTo(int? identity, int grants)
    {
        for (var i = 0; i < grants && identity is not null; i++)
        {
            var from = Effective();
            var until = dice.Is(150) ? from.Plus(TimeSpan.FromDays(dice.Below(400) + 1)) : Instant.Forever;
            Grant(identity.Value, Catalogue.Draw(dice), new Period(from, until));
        }
    }

    private void Grant(int identity, int entitlement, Period validity)
    {
        if (Granted == shape.Facts)
            return;
        var id = new GrantId(Dice.Id(GrantFamily, Granted));
        staff.Write(identity, new AccessGranted(id, Catalogue[entitlement], validity, CauseOf(Granted), null));
        if (entitlement < Catalogue.FirstOfLadder)
            open.Add(new(Granted, identity, entitlement), validity);
        Granted++;
    }

    private Cause CauseOf(int number) => dice.Below(20) switch
    {
        < 9 => new Cause(CauseKind.Rule, $"rule-{dice.Below(200):D3}"),
        < 17 => new Cause(CauseKind.DirectAssignment, null),
        _ => new Cause(CauseKind.ApprovedRequest, $"REQ-{number}"),
    };

    private void End()
    {
        if (open.TryTake(dice, out var grant, out var validity) && !staff.HasLeft(grant.Identity))
            End(grant, validity, Effective());
    }

    private void End(OpenGrant grant, Period validity, Instant at)
    {
        var (id, entitlement) = (new GrantId(Dice.Id(GrantFamily, grant.Number)), Catalogue[grant.Entitlement]);
        if (at <= validity.From)
            staff.Write(grant.Identity, new GrantVoided(id, entitlement, null));
        else if (at < validity.Until)
            staff.Write(grant.Identity, new AccessRevoked(id, entitlement, at, null));
    }

    private void Correct()
    {
        if (!open.TryTake(dice, out var grant, out var validity) || staff.HasLeft(grant.Identity))
            return;
        var from = validity.From.Plus(TimeSpan.FromHours(dice.Below(1_000) - 700));
        var corrected = new Period(from, dice.Is(500) ? from.Plus(TimeSpan.FromDays(dice.Below(300) + 1)) : validity.Until);
        if (corrected.IsEmpty)
            return;
        staff.Write(grant.Identity, new GrantCorrected(new(Dice.Id(GrantFamily, grant.Number)), Catalogue[grant.Entitlement], corrected, null));
        open.Add(grant, corrected);
    }

    /// <summary>Somebody changes departments: some of all open grants go, and the mover gets others.</summary>
    private void Move()
    {
        for (var i = 0; i < MoverGrants; i++)
            End();
        GrantTo(staff.Anybody(), MoverGrants);
    }

    private void SuspendOrResume()
    {
        if (staff.Anybody() is { } identity)
            staff.SuspendOrResume(identity, Effective());
    }

    private void Leave()
    {
        if (staff.Anybody() is { } identity && identity >= shape.LadderHolders)
            staff.Leave(identity, dice.Is(300) ? writer.Now.Plus(TimeSpan.FromDays(dice.Below(30) + 1)) : Effective());
    }

    /// <summary>Mostly now; some facts are recorded late, a few ahead.</summary>
    private Instant Effective() => dice.Below(100) switch
    {
        < 8 => writer.Now.Plus(-TimeSpan.FromMinutes(dice.Below(60 * 24 * 60) + 1)),
        < 11 => writer.Now.Plus(TimeSpan.FromMinutes(dice.Below(14 * 24 * 60) + 1)),
        _ => writer.Now,
    };
}
