using AccessGovernance.Domain;
using AccessGovernance.Domain.Conferrals;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Data;

/// <summary>
/// Years of life on top of an <see cref="Organisation"/>: joiners, grants with various causes, revocations, corrections, voids,
/// suspensions and changing conferrals, mixed as a provisioning system makes them.
/// </summary>
internal sealed class LongHistory(HistoryWriter writer, OrganisationSize size)
{
    private const int Seed = 7_031;
    private const string Actor = "identities/lifecycle-service";
    private static readonly Instant Begin = new(1_735_689_600_000);

    private readonly Random random = new(Seed);
    private readonly List<(int Identity, AccessGranted Granted)> open = [];
    private readonly List<ConferralAdded> conferrals = [];
    private int joined = size.Identities;
    private Instant now = Begin;

    public async Task Write(long events, CancellationToken cancellation)
    {
        while (writer.Written + 1_000 < events)
        {
            now = now.Plus(TimeSpan.FromMilliseconds(random.Next(60_000)));
            await Step(cancellation);
        }
        await writer.Flush(cancellation);
    }

    private ValueTask Step(CancellationToken cancellation) => random.Next(1_000) switch
    {
        < 40 => Record(joined++, new IdentityRegistered(IdentityKind.Employee, false), cancellation),
        < 560 => Grant(cancellation),
        < 930 when open.Count > 0 => EndOne(cancellation),
        < 960 when open.Count > 0 => CorrectOne(cancellation),
        < 975 => Record(random.Next(joined), new IdentitySuspended(now, null), cancellation),
        < 990 => Record(random.Next(joined), new IdentityResumed(now, null), cancellation),
        _ => Confer(cancellation),
    };

    private ValueTask Grant(CancellationToken cancellation)
    {
        var identity = random.Next(joined);
        var cause = random.Next(3) switch
        {
            0 => new Cause(CauseKind.Rule, $"rule-{random.Next(200)}"),
            1 => new Cause(CauseKind.ApprovedRequest, $"REQ-{random.Next(1_000_000)}"),
            _ => new Cause(CauseKind.DirectAssignment, null),
        };
        var until = random.Next(4) == 0 ? now.Plus(TimeSpan.FromDays(random.Next(1, 400))) : Instant.Forever;
        var granted = new AccessGranted(new(Guid.NewGuid()), Organisation.Permission(random.Next(size.Permissions)), new Period(now, until), cause, null);
        open.Add((identity, granted));
        return Record(identity, granted, cancellation);
    }

    private ValueTask EndOne(CancellationToken cancellation)
    {
        var (identity, granted) = TakeOpen();
        return Record(identity, random.Next(50) == 0
            ? new GrantVoided(granted.Grant, granted.Entitlement, null)
            : new AccessRevoked(granted.Grant, granted.Entitlement, now.Plus(TimeSpan.FromMilliseconds(1)), null), cancellation);
    }

    private ValueTask CorrectOne(CancellationToken cancellation)
    {
        var (identity, granted) = open[random.Next(open.Count)];
        var validity = new Period(granted.Validity.From, now.Plus(TimeSpan.FromDays(random.Next(1, 90))));
        return Record(identity, new GrantCorrected(granted.Grant, granted.Entitlement, validity, null), cancellation);
    }

    private ValueTask Confer(CancellationToken cancellation)
    {
        if (conferrals.Count > 0 && random.Next(2) == 0)
        {
            var ended = conferrals[^1];
            conferrals.RemoveAt(conferrals.Count - 1);
            return writer.Write(StreamNames.Conferrals, new ConferralEnded(ended.Conferral, now, null), Actor, cancellation);
        }
        // From lower to higher numbers only: no cycles.
        var from = random.Next(size.Permissions - 1);
        var to = random.Next(from + 1, size.Permissions);
        var added = new ConferralAdded(new(Guid.NewGuid()), Organisation.Permission(from), Organisation.Permission(to), Period.Since(now), null, null);
        conferrals.Add(added);
        return writer.Write(StreamNames.Conferrals, added, Actor, cancellation);
    }

    private (int Identity, AccessGranted Granted) TakeOpen()
    {
        var at = random.Next(open.Count);
        var taken = open[at];
        open[at] = open[^1];
        open.RemoveAt(open.Count - 1);
        return taken;
    }

    private ValueTask Record(int identity, DomainEvent what, CancellationToken cancellation) =>
        writer.Write(StreamNames.Of(Organisation.Identity(identity)), what, Actor, cancellation);
}
