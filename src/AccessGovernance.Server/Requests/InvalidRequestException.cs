using AccessGovernance.Domain;

namespace AccessGovernance.Server.Requests;

/// <summary>The request breaks a rule of its form; names the field and what is allowed. Nothing was written.</summary>
public sealed class InvalidRequestException(string field, string problem) : Exception($"{field} {problem}")
{
    public string Field { get; } = field;

    public string Problem { get; } = problem;

    /// <summary>Where in the field it is, for programs; empty where the field says it all.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}

/// <summary>The caller may not. Goes to the audit file of denials.</summary>
public sealed class DeniedException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}

/// <summary>A refusal of the domain on its way to the caller.</summary>
public sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}

/// <summary>Something asked about is not there.</summary>
public sealed class UnknownResourceException(string field, string name) : Exception($"{name} is not known")
{
    public string Field { get; } = field;
}

/// <summary>A named bound is reached; says which, and how to go on.</summary>
public sealed class ExhaustedException(string reason, string message, IReadOnlyDictionary<string, string> details) : Exception(message)
{
    public string Reason { get; } = reason;

    public IReadOnlyDictionary<string, string> Details { get; } = details;
}

/// <summary>The server stops, and a call that would never end by itself ends with it.</summary>
public sealed class StoppingException() : Exception("The server is stopping.");

/// <summary>The state of this node forbids an answer now; says which state.</summary>
public sealed class NotReadyException(string reason, string message, IReadOnlyDictionary<string, string> details) : Exception(message)
{
    public string Reason { get; } = reason;

    public IReadOnlyDictionary<string, string> Details { get; } = details;
}
