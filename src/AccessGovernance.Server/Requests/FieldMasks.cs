using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Requests;

/// <summary>Field masks of updates: they name what changes, and nothing that is not there.</summary>
internal static class FieldMasks
{
    public static HashSet<string> Require(string field, FieldMask? mask, params string[] allowed)
    {
        if (mask is null || mask.Paths.Count == 0)
            throw new InvalidRequestException(field, $"must name what changes: {string.Join(", ", allowed)}");
        if (mask.Paths.FirstOrDefault(p => !allowed.Contains(p)) is { } unknown)
            throw new InvalidRequestException(field, $"has the path '{unknown}'; allowed are {string.Join(", ", allowed)}");
        return [.. mask.Paths];
    }

    public static InvalidRequestException Missing(string field) => new(field, "is named by update_mask and must be given");
}
