namespace AccessGovernance.Domain;

/// <summary>A digital identity, by the id the source systems use. Opaque; see <see cref="IdText"/>.</summary>
public readonly record struct IdentityId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A human being, by id. Identities are linked to persons by facts with validity.</summary>
public readonly record struct PersonId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A target system.</summary>
public readonly record struct AppId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Something that can be granted.</summary>
public readonly record struct EntitlementId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One grant; derived from the request that asked for it.</summary>
public readonly record struct GrantId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>One conferral (an edge of the conferral graph with its validity).</summary>
public readonly record struct ConferralId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>One link of an identity to a person.</summary>
public readonly record struct LinkId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>One legal hold.</summary>
public readonly record struct HoldId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>One issued access token (its <c>jti</c>).</summary>
public readonly record struct TokenId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>One snapshot; derived from the request that asked for it.</summary>
public readonly record struct SnapshotId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}

/// <summary>The caller's id of one request, scoped to the resource that it changes.</summary>
public readonly record struct RequestId(Guid Value)
{
    public override string ToString() => Value.ToString("D");
}
