namespace AccessGovernance.Domain;

/// <summary>
/// A date as people said it ("last day 30 June"), with the zone that it was meant in, kept beside the instant that it was resolved to.
/// </summary>
/// <param name="Date">ISO date, such as 2026-06-30.</param>
/// <param name="Zone">IANA time zone, such as Europe/Warsaw.</param>
public sealed record CivilDate(string Date, string Zone);
