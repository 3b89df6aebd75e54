namespace AccessGovernance.Domain;

/// <summary>Why a grant exists.</summary>
public enum CauseKind
{
    Rule = 1,
    ApprovedRequest = 2,
    DirectAssignment = 3,
    Review = 4,
    Import = 5,
    BreakGlass = 6,
}

/// <summary>The one cause of a grant, with a reference by id (rule, request, ticket, import block), never free text about a person.</summary>
public sealed record Cause(CauseKind Kind, string? Reference);
