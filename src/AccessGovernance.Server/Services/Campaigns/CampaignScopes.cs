using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Reviews.Populations;
using ConditionText = AccessGovernance.Domain.Reviews.ConditionText;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>
/// What a token that is limited to applications may define, launch and see: campaigns whose scope lists applications or entitlements, all of them
/// within its own. What it defines, previews or launches asks neither who holds what outside nor about personal data: the answer would tell.
/// </summary>
public sealed class CampaignScopes(Snapshots snapshots)
{
    public bool Reaches(CallerPrincipal caller, CampaignScope scope) => caller.IsUnscoped
        || (!(scope.Applications.IsEmpty && scope.Entitlements.IsEmpty)
            && scope.Applications.All(a => caller.Reaches(a)) && scope.Entitlements.All(e => snapshots.Sees(caller, e.Value)));

    /// <exception cref="DeniedException">The scope is not within the token's.</exception>
    public void Require(CallerPrincipal caller, CampaignScope scope)
    {
        if (!Reaches(caller, scope))
            throw new DeniedException(
                "OUT_OF_SCOPE", "the scope of the campaign is not within the applications of this token; list applications or entitlements");
    }

    /// <exception cref="DeniedException">The scope or a governance group is not within the token's, or a condition asks about personal data.</exception>
    public void Require(CallerPrincipal caller, CampaignSettings settings)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(settings);
        Require(caller, settings.Scope);
        foreach (var (field, rule) in NamedThings.Rules(settings))
        {
            if (rule.Group is { } group && !snapshots.Sees(caller, group.Value))
                throw new DeniedException("OUT_OF_SCOPE", $"{field}.group is not in the scope of this token, or is not known");
        }
        if (caller.SeesPersonalData)
            return;
        foreach (var (field, text) in Conditions(settings))
        {
            if (ConditionTexts.Read(field, text, ConditionSubjects.All).Tests.Any(t => AttributeSchema.Find(t.Attribute) is { Personal: true }))
                throw new DeniedException("PERSONAL_DATA", $"{field} asks about personal data, which needs a token that is not limited to applications");
        }
    }

    private static IEnumerable<(string Field, ConditionText Text)> Conditions(CampaignSettings settings)
    {
        if (settings.Scope.Condition is { } scope)
            yield return ("settings.scope.condition", scope);
        foreach (var (i, exclusion) in settings.Exclusions.Index())
            yield return ($"settings.exclusions[{i}].condition", exclusion.Condition);
        foreach (var (field, rule) in NamedThings.Rules(settings))
        {
            if (rule.Condition is { } described)
                yield return ($"{field}.condition", described);
        }
    }
}
