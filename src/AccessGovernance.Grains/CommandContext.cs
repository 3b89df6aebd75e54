using AccessGovernance.Domain;

namespace AccessGovernance.Grains;

/// <summary>What travels with every command.</summary>
/// <param name="Request">The caller's id of the request, scoped to the resource that it changes.</param>
/// <param name="Fingerprint">Keyed fingerprint of the request's content: the same id with other content is refused.</param>
/// <param name="Now">The time that "now" means in this command, the same for every part of it.</param>
[GenerateSerializer, Immutable]
public sealed record CommandContext(
    [property: Id(0)] RequestId Request,
    [property: Id(1)] Guid Fingerprint,
    [property: Id(2)] Caller Caller,
    [property: Id(3)] string? OnBehalfOf,
    [property: Id(4)] string? Correlation,
    [property: Id(5)] Instant Now)
{
    public DecisionContext Deciding => new(Now, Caller);
}

/// <summary>How a command ended: accepted, with the position of its last event, or refused.</summary>
/// <param name="Changed">False when what was asked for held already, and for a repeat.</param>
[GenerateSerializer, Immutable]
public sealed record Outcome([property: Id(0)] long Position, [property: Id(1)] bool Changed, [property: Id(2)] Refusal? Refusal)
{
    public static Outcome Refused(Refusal refusal) => new(0, false, refusal);

    public static Outcome Refused(RefusalReason reason, string field, string message) => Refused(new Refusal(reason, field, message));
}
