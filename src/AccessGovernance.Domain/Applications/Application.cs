namespace AccessGovernance.Domain.Applications;

// The event records are a storage format: their JSON is kept for ever (see the event catalogue).

/// <summary>Everything that can happen to one application.</summary>
public abstract record ApplicationEvent : DomainEvent;

/// <param name="GovernedFrom">Before this instant the product knows nothing of the application: "not known", never "nobody".</param>
public sealed record ApplicationDefined(string DisplayName, PersonId? Owner, Instant GovernedFrom) : ApplicationEvent;

public sealed record ApplicationChanged(string DisplayName, PersonId? Owner, Instant GovernedFrom) : ApplicationEvent;

/// <summary>How decisions about the application reach it, from now on. Before it was ever said, a person carries them out.</summary>
public sealed record FulfilmentChosen(Fulfilment Mode) : ApplicationEvent;

/// <summary>How decisions reach a target system, and how it is known that they did.</summary>
public enum Fulfilment
{
    /// <summary>A person carries them out, and says so.</summary>
    Manual = 1,

    /// <summary>Somebody carries them out; that it was done is known from what the system reports of itself.</summary>
    Reported = 2,
}

/// <summary>Everything that can be asked of one application.</summary>
public abstract record ApplicationCommand;

public sealed record DefineApplication(string DisplayName, PersonId? Owner, Instant GovernedFrom) : ApplicationCommand
{
    public Fulfilment Fulfilment { get; init; } = Fulfilment.Manual;
}

/// <summary>Changes what is not null.</summary>
public sealed record ChangeApplication(string? DisplayName, PersonId? Owner, Instant? GovernedFrom) : ApplicationCommand
{
    public Fulfilment? Fulfilment { get; init; }
}

/// <summary>A target system, governed from a stated time on.</summary>
public sealed class Application : Aggregate
{
    public bool IsDefined { get; set; }
    public string DisplayName { get; set; } = "";
    public PersonId? Owner { get; set; }
    public Instant GovernedFrom { get; set; }
    public Fulfilment Fulfilment { get; set; } = Fulfilment.Manual;

    public Decision Decide(ApplicationCommand command) => (command, IsDefined) switch
    {
        (DefineApplication c, false) => Decision.Record(
            [new ApplicationDefined(c.DisplayName, c.Owner, c.GovernedFrom), .. Choose(c.Fulfilment)]),
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
            case FulfilmentChosen e: Fulfilment = e.Mode; break;
            default: throw Unknown(what);
        }
    }

    private Decision Change(ChangeApplication command)
    {
        var changed = new ApplicationChanged(command.DisplayName ?? DisplayName, command.Owner ?? Owner, command.GovernedFrom ?? GovernedFrom);
        List<DomainEvent> events = [.. Choose(command.Fulfilment ?? Fulfilment)];
        if (changed != new ApplicationChanged(DisplayName, Owner, GovernedFrom))
            events.Insert(0, changed);
        return events.Count == 0 ? Decision.Nothing : Decision.Record(events);
    }

    private IEnumerable<DomainEvent> Choose(Fulfilment mode) => mode == Fulfilment ? [] : [new FulfilmentChosen(mode)];
}
