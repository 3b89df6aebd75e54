using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.EventLog;

namespace AccessGovernance.Bench.Histories;

/// <summary>The identities of a made-up organisation: who joined, is suspended, left.</summary>
internal sealed class Staff(HistoryShape shape, EntryWriter writer, Dice dice)
{
    private const ulong LinkFamily = 0x11A0_0000_0000_0000;
    private const int Tries = 8;
    private const string Prefix = "employee-";

    private readonly string[] streams = new string[shape.Identities];
    private readonly int[] revisions = new int[shape.Identities];
    private readonly State[] states = new State[shape.Identities];
    private readonly List<(int Identity, Instant At)> left = [];

    private enum State : byte
    {
        Active = 0,
        Suspended = 1,
        Terminated = 2,
    }

    public int Joined { get; private set; }

    public static IdentityId Name(int identity) => new($"{Prefix}{identity:D7}@example.org");

    /// <summary>The number that <see cref="Name"/> gave an id to.</summary>
    public static int NumberOf(IdentityId identity) => int.Parse(identity.Value.AsSpan(Prefix.Length, 7), CultureInfo.InvariantCulture);

    public bool HasLeft(int identity) => states[identity] == State.Terminated;

    public int Join()
    {
        var identity = Joined++;
        streams[identity] = StreamNames.Of(Name(identity));
        Write(identity, new IdentityRegistered(dice.Is(100) ? IdentityKind.Service : IdentityKind.Employee, false));
        Write(identity, new IdentityLinked(new(Dice.Id(LinkFamily, identity)), new($"person-{identity:D7}"), LinkRole.Person,
            Period.Since(writer.Now), null));
        return identity;
    }

    /// <summary>Somebody who has not left, if such a one is found soon.</summary>
    public int? Anybody()
    {
        for (var i = 0; i < Tries && Joined > 0; i++)
        {
            if (dice.Below(Joined) is var identity && !HasLeft(identity))
                return identity;
        }
        return null;
    }

    public void SuspendOrResume(int identity, Instant from)
    {
        var suspended = states[identity] == State.Suspended;
        states[identity] = suspended ? State.Active : State.Suspended;
        Write(identity, suspended ? new IdentityResumed(from, null) : new IdentitySuspended(from, null));
    }

    public void Leave(int identity, Instant at)
    {
        states[identity] = State.Terminated;
        left.Add((identity, at));
        Write(identity, new IdentityTerminated(at, null, null));
    }

    /// <summary>Somebody who left comes back, or stays after all if the last day is still to come.</summary>
    public void Return()
    {
        if (left.Count == 0)
            return;
        var place = dice.Below(left.Count);
        var (identity, at) = left[place];
        left.RemoveAt(place);
        states[identity] = State.Active;
        Write(identity, at > writer.Now ? new TerminationWithdrawn(at, null) : new IdentityReinstated(writer.Now.Plus(TimeSpan.FromDays(1)), null));
    }

    public void Write(int identity, IdentityEvent what) => writer.Write(streams[identity], revisions[identity]++, what);
}
