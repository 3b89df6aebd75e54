using AccessGovernance.Domain.Entitlements;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using CsCheck;
using static AccessGovernance.AccessHistory.Tests.HistoryScript;

namespace AccessGovernance.Populations.Tests;

/// <summary>A grant as it was recorded; Recorded is its position.</summary>
internal sealed record KnownGrant(Guid Id, string Identity, string Entitlement, Period Validity, Cause Cause, long Recorded);

internal sealed record KnownEdge(string From, string To, Period Validity, long Recorded);

internal sealed record KnownStatus(string Identity, bool Terminates, Instant At, long Recorded);

/// <summary>What the directory knows of an identity: attributes hold from an instant on.</summary>
internal sealed record KnownIdentity(string Id, bool Synthetic, bool Forgotten)
{
    public Dictionary<string, (string Value, long From)> Attributes { get; } = [];

    public List<(string Person, Period Validity)> Links { get; } = [];

    public string? Value(string attribute, Instant at) =>
        Attributes.TryGetValue(attribute, out var a) && a.From <= at.Milliseconds ? a.Value : null;
}

/// <summary>A small random organisation: the events of its history, and the same as plain facts.</summary>
internal sealed class RandomOrganisation
{
    public const int LastTime = 12;

    /// <summary>When populations are found.</summary>
    public static readonly Instant Now = new(20);
    public static readonly string[] Entitlements = ["e0", "e1", "e2", "e3", "e4", "e5"];
    public static readonly string[] Identities = ["i0", "i1", "i2", "i3", "i4", "i5", "i6", "i7"];

    public static readonly Gen<RandomOrganisation> Gen = CsCheck.Gen.Int[0, 9_999].Array[3].Array[5, 60].Select(steps => new RandomOrganisation(steps));

    private readonly int[][] steps;
    private int links;

    private RandomOrganisation(int[][] steps)
    {
        this.steps = steps;
        Script.WithApplication("a0", 0).WithApplication("a1", 0);
        foreach (var (entitlement, number) in Entitlements.Select((e, i) => (e, i)))
        {
            var what = World.Entitlement(ApplicationOf(entitlement), $"p{number % 3}", RiskOf(entitlement));
            Script.Record(StreamNames.Of(new EntitlementId(entitlement)), what, 0);
        }
        foreach (var identity in Identities)
        {
            Known[identity] = new(identity, steps[0][0] % 8 == identity[1] - '0' && steps[0][1] % 2 == 0, steps[1][0] % 8 == identity[1] - '0');
            Script.Record(StreamNames.Of(new IdentityId(identity)), new IdentityRegistered(IdentityKind.Employee, Known[identity].Synthetic), 0);
        }
        foreach (var step in steps)
            Step(step[0], step[1], step[2]);
        foreach (var known in Known.Values.Where(k => k.Forgotten))
            Forget(known);
        Reports.Write(Script, steps);
    }

    public HistoryScript Script { get; } = new();

    public Dictionary<string, KnownIdentity> Known { get; } = [];

    public List<KnownGrant> Grants { get; } = [];

    public List<KnownEdge> Edges { get; } = [];

    public List<KnownStatus> Statuses { get; } = [];

    public RandomReports Reports { get; } = new();

    public static string ApplicationOf(string entitlement) => entitlement is "e0" or "e1" or "e2" ? "a0" : "a1";

    public static Risk RiskOf(string entitlement) => (Risk)(1 + ((entitlement[1] - '0') % 4));

    public override string ToString() => string.Join('\n', steps.Select(s => string.Join(' ', s)))
        + string.Join('\n', Script.Entries.Select(e => $"{e.Position} {e.Stream} {e.What}"));

    private void Step(int kind, int a, int b)
    {
        var identity = Identities[a % Identities.Length];
        switch (kind % 20)
        {
            case < 9: Grant(identity, Entitlements[b % 6], Validity(b), kind % 2 == 0 ? CauseKind.Rule : CauseKind.ApprovedRequest); break;
            case < 13: Confer(Entitlements[a % 6], Entitlements[(a + 1 + (b % 5)) % 6], Validity(b)); break;
            case < 14: Change(identity, terminates: true, b % (LastTime + 1)); break;
            case < 15: Change(identity, terminates: false, b % (LastTime + 1)); break;
            case < 17: Attribute(identity, (b % 3) switch { 0 => "department", 1 => "title", _ => "manager" }, b % 7 < 3 ? "x" : "i1", b % 6); break;
            default: Link(identity, $"p{b % 4}", Validity(b)); break;
        }
    }

    private static Period Validity(int dice)
    {
        var from = dice / 7 % LastTime;
        return dice % 3 == 0 ? From(from) : Span(from, from + 1 + (dice / 11 % 6));
    }

    private void Grant(string identity, string entitlement, Period validity, CauseKind cause)
    {
        var (id, why) = (Script.NextGuid(), new Cause(cause, $"R-{Grants.Count}"));
        var position = Script.OfIdentity(identity, new AccessGranted(new(id), new(entitlement), validity, why, null), 0);
        Grants.Add(new(id, identity, entitlement, validity, why, position));
    }

    private void Confer(string from, string to, Period validity)
    {
        Script.Confer(from, to, validity, 0);
        Edges.Add(new(from, to, validity, Script.Position));
    }

    private void Change(string identity, bool terminates, long at)
    {
        // Once: which of several counts is told by the tests of the index.
        if (Statuses.Exists(s => s.Identity == identity && s.Terminates == terminates))
            return;
        IdentityEvent what = terminates ? new IdentityTerminated(new(at), null, null) : new IdentitySuspended(new(at), null);
        Statuses.Add(new(identity, terminates, new(at), Script.OfIdentity(identity, what, 0)));
    }

    private void Attribute(string identity, string name, string value, long from)
    {
        if (!Known[identity].Attributes.TryAdd(name, (value, from)))
            return;
        Script.OfIdentity(identity, World.Attributes(from, (name, value)), 0);
    }

    private void Link(string identity, string person, Period validity)
    {
        Known[identity].Links.Add((person, validity));
        Script.OfIdentity(identity, World.Link(++links, person, links % 3 == 0 ? LinkRole.Owner : LinkRole.Person, validity), 0);
    }

    private void Forget(KnownIdentity known)
    {
        known.Attributes.Clear();
        Script.OfIdentity(known.Id, new IdentityForgotten(new("p"), new("q")), 0);
    }
}
