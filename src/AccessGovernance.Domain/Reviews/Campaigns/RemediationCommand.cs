namespace AccessGovernance.Domain.Reviews.Campaigns;

/// <summary>Everything that can be asked of one case.</summary>
public abstract record RemediationCommand;

/// <param name="SlaDays">Days of 24 hours until the access is to be observed absent.</param>
public sealed record RequestRemediation(RemediationAction Action, int SlaDays) : RemediationCommand;

/// <summary>Sent, or, after a failure, sent again.</summary>
public sealed record SendRemediation(string Reference) : RemediationCommand;

/// <summary>The same, of what something confers still. Commands of their own: a program that does not know them refuses them, and forgets nothing.</summary>
public sealed record SendAndRetain(string Reference, EntitlementId Through) : RemediationCommand;

/// <summary>The same, of what is done already: carried out here and not in the target system.</summary>
public sealed record SendAndAcknowledge(string Reference) : RemediationCommand;

public sealed record AcknowledgeRemediation(string Reference) : RemediationCommand;

public sealed record FailRemediation(string Error) : RemediationCommand;

/// <summary>What a target system reported of the access.</summary>
/// <param name="At">The time of the report in the target system.</param>
/// <param name="Complete">The report has everything: only then does what it leaves out not exist.</param>
public sealed record ObserveAccess(Instant At, bool Present, bool Complete) : RemediationCommand;

public sealed record RetainAccess(EntitlementId Through) : RemediationCommand;

public sealed record ExceptRemediation(Instant Until, PersonalText? Reason) : RemediationCommand;
