using Grpc.Core;

namespace AccessGovernance.Cli.Connection;

/// <summary>What to do next: by the reason that the server names, otherwise by the kind of failure.</summary>
internal static class Advice
{
    public static string? For(string reason) => reason switch
    {
        "IDENTITY_UNKNOWN" => "Look it up with 'agctl identity list', or register it with 'agctl identity register'.",
        "ENTITLEMENT_UNKNOWN" => "Look it up with 'agctl entitlement list', or define it with 'agctl entitlement define'.",
        "APPLICATION_UNKNOWN" => "Look it up with 'agctl application list', or define it with 'agctl application define'.",
        "UNKNOWN_ID" => "Look ids up with 'agctl identity list', 'agctl entitlement list' and 'agctl application list'.",
        "GRANT_UNKNOWN" or "GRANT_VOID" => "See the identity's grants with 'agctl timeline IDENTITY'.",
        "LINK_UNKNOWN" or "LEGAL_HOLD_UNKNOWN" => "See 'agctl identity show IDENTITY'.",
        "CONFERRAL_UNKNOWN" or "CONFERRAL_CYCLE" or "CONFERRAL_TOO_DEEP" =>
            "See what confers what with 'agctl entitlement conferrals ENTITLEMENT'.",
        "REASON_REQUIRED" => "Add --reason TEXT.",
        "BACKDATING_NOT_PERMITTED" => "Leave the time out, or use a token that was issued with --may-backdate.",
        "IDENTITY_TERMINATED" => "Reinstate it first with 'agctl identity reinstate', or choose an earlier end.",
        "REQUEST_ID_REUSED" => "Leave --request-id out to make a new request.",
        "OWN_ACCESS" or "SECOND_PERSON_REQUIRED" => "Ask another person to do it: nobody decides about their own access.",
        "KEYS_UNAVAILABLE" => "Repeat it in a moment with the same --request-id: the server is there, its key store is not.",
        "SLOW_CLIENT" => "Read faster, narrow the watch, and go on after the last token.",
        "DEFINITION_UNKNOWN" or "DEFINITION_RETIRED" =>
            "See the definitions with 'agctl campaign definitions', or define one with 'agctl campaign define FILE'.",
        "DEFINITION_REVISED_SINCE" => "Look at the latest version with 'agctl campaign show DEFINITION', and decide again.",
        "CAMPAIGN_UNKNOWN" =>
            "Look its UUID up: reviewers see theirs with 'agctl review list', administrators and auditors all of them with 'agctl campaign list'.",
        "SETTING_INVALID" => "Correct the setting and run the command again; nothing was done. 'agctl campaign template' shows settings that work.",
        "SCOPE_MATCHES_NOBODY" => "Widen the scope: 'agctl campaign preview' shows what it matches.",
        "SCOPE_MATCHES_EVERYBODY" => "Narrow the scope, or add --everything if all access is meant.",
        "ITEMS_WITHOUT_REVIEWER" => "Add a fallback to the reviewers of stage 1, or --unassigned if these items are to wait for nobody.",
        "ROLE_MISSING" =>
            "Use a token with that role; an administrator sees all tokens with 'agctl token list', and issues one with 'agctl token issue'.",
        "PERSON_REQUIRED" =>
            "Only somebody who is known as a person can do that: link the identity of your token with 'agctl identity link YOU PERSON'. The administrator's "
                + "first token is of no identity: register one, link it, and issue it a token with 'agctl token issue'.",
        "STAGE_NOT_OVER" => "Wait for the deadline or for the last sign-off: 'agctl campaign status CAMPAIGN' shows both.",
        "CAMPAIGN_NOT_IN_REVIEW" or "CAMPAIGN_NOT_IN_REMEDIATION" or "CAMPAIGN_NOT_SIGNED_OFF" or "CAMPAIGN_OVER" or "CAMPAIGN_NOT_OVER" =>
            "Administrators and auditors see where it is with 'agctl campaign status CAMPAIGN', reviewers what waits for them with 'agctl review list'.",
        "REMEDIATION_OPEN" =>
            "See what is open with 'agctl remediation list CAMPAIGN --open', and sign for all of it with --all-open, or for each with --open-item N.",
        "NOT_REVIEWER" => "See your own items with 'agctl review list'.",
        "REVIEWER_BARRED" or "DELEGATION_CIRCLE" or "REVIEWER_ALREADY_ASSIGNED" => "Choose another person.",
        "JUSTIFICATION_REQUIRED" => "Add --justification TEXT.",
        "REVIEW_SIGNED_OFF" => "What is signed off changes no more.",
        "ANSWER_MISSING" => "Answer the item first with 'agctl review decide'.",
        "DEADLINE_PASSED" or "ITEM_NOT_IN_REVIEW" => "The stage is over; see 'agctl review show CAMPAIGN ITEM'.",
        "ITEM_UNKNOWN" =>
            "See the numbers with 'agctl review list'; administrators and auditors find all items in 'agctl campaign report CAMPAIGN --out FILE'.",
        "CASE_UNKNOWN" => "See the numbers with 'agctl remediation list CAMPAIGN'.",
        "ITEM_CHANGED" => "Export the work list again, and answer what changed.",
        "CAPACITY_EXHAUSTED" => "Revoke a seat, or raise it with 'agctl entitlement update ENTITLEMENT --capacity N'.",
        _ => null,
    };

    public static string For(StatusCode code) => code switch
    {
        StatusCode.Unavailable => "Is the server running? Start one with 'agctl quickstart', or name another with --server URL.",
        StatusCode.DeadlineExceeded =>
            "Raise --timeout SECONDS. For a change the outcome is unknown: repeat it with the same --request-id.",
        StatusCode.Unauthenticated => "Check --token-file: the token is missing, expired, revoked, or of another server.",
        StatusCode.PermissionDenied => "Use a token with the role and the scope for it; administrators see them with 'agctl token list'.",
        StatusCode.NotFound => "Check the id; it is compared letter by letter.",
        StatusCode.InvalidArgument or StatusCode.OutOfRange => "Correct the value and run the command again; nothing was done.",
        StatusCode.ResourceExhausted => "Wait a moment and run the command again, or ask for less at once.",
        StatusCode.Cancelled => "Run the same command again; what was done already is not done twice.",
        StatusCode.FailedPrecondition or StatusCode.Aborted =>
            "See the present state with 'agctl identity show' or 'agctl entitlement show', then decide again.",
        StatusCode.Unimplemented => "The server is of another version than agctl: use the agctl that came with it.",
        _ => "See the server's log; it has the same time and method.",
    };
}
