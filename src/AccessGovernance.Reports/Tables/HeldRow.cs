using AccessGovernance.Domain;

namespace AccessGovernance.Reports.Tables;

/// <summary>Something that an identity effectively holds at an instant.</summary>
/// <param name="Direct">It is granted itself, whether or not it follows from something else too.</param>
/// <param name="Since">From when on it has been held without a break.</param>
/// <param name="Suspended">The identity is suspended at the instant: the access stands on record and comes back.</param>
public readonly record struct HeldRow(IdentityId Identity, EntitlementId Entitlement, AppId Application, bool Direct, Instant Since, bool Suspended);

/// <summary>What coverage asks: which access of an instant nobody has reviewed lately.</summary>
/// <param name="ValidAt">The instant whose access is looked at.</param>
/// <param name="Months">How far back from that instant a review counts, in calendar months of UTC.</param>
/// <param name="About">What the rows are of, for people: all applications, or some.</param>
public sealed record CoverageAsked(Instant ValidAt, int Months, string About)
{
    /// <summary>Reviews count from here on.</summary>
    public Instant From { get; } =
        new(DateTimeOffset.FromUnixTimeMilliseconds(ValidAt.Milliseconds).AddMonths(-Months).ToUnixTimeMilliseconds());
}
