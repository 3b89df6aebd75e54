namespace AccessGovernance.Server.Requests;

/// <summary>Time zones of requests, by the data of this machine.</summary>
internal static class Zones
{
    /// <exception cref="InvalidRequestException">There is no zone of that IANA name.</exception>
    public static TimeZoneInfo Find(string field, string zone) =>
        zone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId
            ? found
            : throw new InvalidRequestException(field, "must be an IANA time zone such as Europe/Warsaw");
}
