namespace AccessGovernance.Domain.Applications;

// The event records are a storage format: their JSON is kept for ever (see the event catalogue).

/// <summary>Everything that can happen to one application.</summary>
public abstract record ApplicationEvent : DomainEvent;

/// <param name="GovernedFrom">Before this instant the product knows nothing of the application: "not known", never "nobody".</param>
public sealed record ApplicationDefined(string DisplayName, PersonId? Owner, Instant GovernedFrom) : ApplicationEvent;

public sealed record ApplicationChanged(string DisplayName, PersonId? Owner, Instant GovernedFrom) : ApplicationEvent;

/// <summary>Everything that can be asked of one application.</summary>
public abstract record ApplicationCommand;

public sealed record DefineApplication(string DisplayName, PersonId? Owner, Instant GovernedFrom) : ApplicationCommand;

/// <summary>Changes what is not null.</summary>
public sealed record ChangeApplication(string? DisplayName, PersonId? Owner, Instant? GovernedFrom) : ApplicationCommand;

/// <summary>A target system, governed from a stated time on.</summary>
public sealed class Application : Aggregate
{
    public bool IsDefined { get; set; }
    public string DisplayName { get; set; } = "";
    public PersonId? Owner { get; set; }
    public Instant GovernedFrom { get; set; }

    public Decision Decide(ApplicationCommand command) => (command, IsDefined) switch
    {
        (DefineApplication c, false) => Decision.Record(new ApplicationDefined(c.DisplayName, c.Owner, c.GovernedFrom)),
        (DefineApplication, true) => Decision.Refuse(RefusalReason.ApplicationAlreadyDefined, "application", "the application is already defined"),
        (_, false) => Decision.Refuse(RefusalReason.ApplicationUnknown, "application", "the application is not defined"),
        (ChangeApplication c, true) => Change(c),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name),
    };

    protected override void Evolve(DomainEvent what, RecordedAs recorded)
    {
        switch (what)
        {
            case ApplicationDefined e: (IsDefined, DisplayName, Owner, GovernedFrom) = (true, e.DisplayName, e.Owner, e.GovernedFrom); break;
            case ApplicationChanged e: (DisplayName, Owner, GovernedFrom) = (e.DisplayName, e.Owner, e.GovernedFrom); break;
            default: throw Unknown(what);
        }
    }

    private Decision Change(ChangeApplication command)
    {
        var changed = new ApplicationChanged(command.DisplayName ?? DisplayName, command.Owner ?? Owner, command.GovernedFrom ?? GovernedFrom);
        return changed == new ApplicationChanged(DisplayName, Owner, GovernedFrom) ? Decision.Nothing : Decision.Record(changed);
    }
}
