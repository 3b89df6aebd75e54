namespace AccessGovernance.Domain;

/// <summary>Something that happened. Immutable; its stored name and shape never change (a new shape is a new version).</summary>
public abstract record DomainEvent
{
    /// <summary>True when repeating the request later could open or prolong access: its request id is then remembered for ever.</summary>
    public virtual bool CanOpenAccess => false;

    /// <summary>True when it says anything about a person that must be sealed.</summary>
    public bool HasPersonalText
    {
        get
        {
            var found = false;
            MapPersonalText(text =>
            {
                found = true;
                return text;
            });
            return found;
        }
    }

    /// <summary>The same event with every personal text in it replaced; the order of the calls is part of the stored format.</summary>
    public virtual DomainEvent MapPersonalText(Func<PersonalText, PersonalText> map) => this;

    /// <summary>
    /// Whom a personal text is about, by its place in the order of <see cref="MapPersonalText"/>; null for the one whom the stream is about.
    /// </summary>
    public virtual IdentityId? SubjectOf(int text) => null;
}
