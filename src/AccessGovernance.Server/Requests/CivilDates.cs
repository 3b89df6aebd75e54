using System.Globalization;
using AccessGovernance.Domain;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Requests;

/// <summary>Dates as people say them, resolved to an instant in their zone.</summary>
internal static class CivilDates
{
    /// <summary>The instant at which a day ends in its zone, with what was said.</summary>
    public static (Instant End, CivilDate Stated) EndOf(string field, V1.CivilDate day)
    {
        if (!DateOnly.TryParseExact(day.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 1900 or > 9998)
            throw new InvalidRequestException(field + ".date", "must be a date such as 2026-06-30");
        if (day.Zone.Length == 0 || !TimeZoneInfo.TryFindSystemTimeZoneById(day.Zone, out var zone))
            throw new InvalidRequestException(field + ".zone", "must be an IANA time zone such as Europe/Warsaw");
        var midnight = date.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        // Where clocks skip midnight, the next day begins when they stop skipping.
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        var end = new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight));
        return (new Instant(end.ToUnixTimeMilliseconds()), new CivilDate(day.Date, day.Zone));
    }
}
