using AccessGovernance.Domain.Identities;

namespace AccessGovernance.Domain.Tests;

/// <summary>Time in days, so that the five seconds of tolerance never matter by chance.</summary>
internal static class Times
{
    public static readonly Instant Today = Day(100);

    public static Instant Day(double day) => new((long)(day * 86_400_000));

    public static Period Days(double from, double until) => new(Day(from), Day(until));

    public static Period From(double day) => Period.Since(Day(day));
}

internal static class Callers
{
    public static readonly PersonId Ann = new("ann");
    public static readonly PersonId Bob = new("bob");

    /// <summary>May state what is back-dated.</summary>
    public static readonly Caller Hr = new("hr", new IdentityId("hr"), [Ann], true);
    public static readonly Caller SecondHr = new("hr2", new IdentityId("hr2"), [Bob], true);
    public static readonly Caller Plain = new("portal", new IdentityId("portal"), [Bob], false);
    public static readonly Caller WithoutPerson = new("job", null, [], true);
}

internal static class Words
{
    public static readonly PersonalText Why = PersonalText.Plain(RetentionClass.Evidence, "because");
    public static readonly EntitlementId Admins = new("Domain Admins");
    public static readonly EntitlementId Ops = new("CN=Ops,OU=Groups");
    public static readonly AppId TheDirectory = new("directory");
    public static readonly Cause Direct = new(CauseKind.DirectAssignment, "T-1");

    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    public static GrantId G(int number) => new(Id(number));

    public static AccessGranted Granted(int grant, Period validity) => new(G(grant), Admins, validity, Direct, null);

    public static GrantAccess Grant(int grant, Period validity) => new(G(grant), Admins, validity, Direct, null);

    public static RevokeAccess Revoke(int grant, double day) => new(G(grant), Admins, Times.Day(day), Why);

    public static CorrectGrant Correct(int grant, Period? validity) => new(G(grant), Admins, validity, Why);

    public static IdentityTerminated Terminated(double day) => new(Times.Day(day), null, null);

    public static IdentityReinstated Reinstated(double day) => new(Times.Day(day), null);

    public static IdentitySuspended Suspended(double day) => new(Times.Day(day), null);

    public static IdentityResumed Resumed(double day) => new(Times.Day(day), null);
}
