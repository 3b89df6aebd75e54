using System.Collections.Immutable;
using AccessGovernance.Api.V1;
using AccessGovernance.Domain;

namespace AccessGovernance.Server.Requests;

/// <summary>The attributes that an update names: with a value, or without one, which removes them.</summary>
internal static class AttributeMask
{
    private const string Prefix = "attributes.";

    public static ImmutableSortedDictionary<string, PersonalText?> Changes(UpdateIdentityRequest request)
    {
        var given = Texts.Attributes(request.Attributes);
        var paths = request.UpdateMask?.Paths ?? [];
        if (paths.Count == 0)
            throw new InvalidRequestException("update_mask", "must name what changes: attributes, or attributes.{name}");
        if (paths.Count > Texts.MaxAttributes)
            throw new InvalidRequestException("update_mask", $"must have at most {Texts.MaxAttributes} paths");
        var changes = ImmutableSortedDictionary.CreateBuilder<string, PersonalText?>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (path == "attributes")
                changes.AddRange(given.Where(g => !changes.ContainsKey(g.Key)));
            else if (path.StartsWith(Prefix, StringComparison.Ordinal))
                changes[Texts.AttributeName(path[Prefix.Length..])] = given.GetValueOrDefault(path[Prefix.Length..]);
            else
                throw new InvalidRequestException("update_mask", $"has the path '{path}'; allowed are attributes and attributes.{{name}}");
        }
        if (given.Keys.FirstOrDefault(k => !changes.ContainsKey(k)) is { } unnamed)
            throw new InvalidRequestException("attributes", $"has '{unnamed}', which update_mask does not name");
        return changes.ToImmutable();
    }
}
