namespace AccessGovernance.Domain.Reviews;

/// <summary>Everything that happens in access reviews; what it changes of access itself is recorded with that access.</summary>
public abstract record ReviewEvent : DomainEvent;
