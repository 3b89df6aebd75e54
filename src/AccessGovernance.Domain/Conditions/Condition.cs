using System.Collections.Immutable;

namespace AccessGovernance.Domain.Conditions;

/// <summary>
/// A yes-or-no question about attributes. Total: it always has an answer, never fails, and reaches nothing but the attributes that it is
/// given and the time that it is asked at. Conditions are values, equal when they are written the same; none is larger than
/// <see cref="ConditionLimits"/> allows, so that walking one is bounded. Whether its attributes and types are right is for
/// <see cref="ConditionCheck"/> to say; one that is not still answers, mostly no.
/// </summary>
public abstract record Condition
{
    private protected Condition(int depth, int nodes) => (Depth, Nodes) = (depth, nodes);

    /// <summary>Levels of the tree; 1 for a single test.</summary>
    public int Depth { get; }

    /// <summary>Tests, and what joins them.</summary>
    public int Nodes { get; }

    /// <summary>The tests of attributes, in the order in which they are written.</summary>
    public abstract IEnumerable<AttributeTest> Tests { get; }

    /// <summary>Whether the condition is true of what has these attributes.</summary>
    /// <param name="attributes">
    /// The value of an attribute, or null where there is none: every test of an attribute that is absent is false, <c>!=</c> as well. <c>not</c>
    /// makes it true; <c>exists</c> tells the two apart.
    /// </param>
    /// <param name="now">What "90 days" are counted back from.</param>
    public abstract bool Holds(Func<string, ConditionValue?> attributes, Instant now);

    /// <summary>The canonical text: read again it gives an equal condition, whose text is the same.</summary>
    public sealed override string ToString() => ConditionWriter.Write(this);
}

/// <summary>Two or more conditions joined by one word.</summary>
public abstract record JoinedConditions : Condition
{
    private protected JoinedConditions(ImmutableArray<Condition> terms)
        : base(1 + Joinable(terms).Max(t => t.Depth), 1 + terms.Sum(t => t.Nodes)) => Terms = terms;

    public ImmutableArray<Condition> Terms { get; }

    public override IEnumerable<AttributeTest> Tests => Terms.SelectMany(t => t.Tests);

    public virtual bool Equals(JoinedConditions? other) =>
        other is not null && EqualityContract == other.EqualityContract && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => HashCode.Combine(EqualityContract, Depth, Nodes, Terms[0]);

    private static ImmutableArray<Condition> Joinable(ImmutableArray<Condition> terms)
    {
        if (terms.IsDefault || terms.Length < 2)
            throw new ArgumentException("Fewer than two conditions cannot be joined.", nameof(terms));
        return ConditionLimits.Problem(terms) is { } problem ? throw new ArgumentException($"The condition {problem}.", nameof(terms)) : terms;
    }
}

/// <summary>True when all of its terms are.</summary>
public sealed record AllOf : JoinedConditions
{
    /// <exception cref="ArgumentException">Fewer than two terms, or together beyond <see cref="ConditionLimits"/>.</exception>
    public AllOf(params ImmutableArray<Condition> terms)
        : base(terms)
    {
    }

    public override bool Holds(Func<string, ConditionValue?> attributes, Instant now)
    {
        foreach (var term in Terms)
        {
            if (!term.Holds(attributes, now))
                return false;
        }
        return true;
    }
}

/// <summary>True when one of its terms is.</summary>
public sealed record AnyOf : JoinedConditions
{
    /// <exception cref="ArgumentException">Fewer than two terms, or together beyond <see cref="ConditionLimits"/>.</exception>
    public AnyOf(params ImmutableArray<Condition> terms)
        : base(terms)
    {
    }

    public override bool Holds(Func<string, ConditionValue?> attributes, Instant now)
    {
        foreach (var term in Terms)
        {
            if (term.Holds(attributes, now))
                return true;
        }
        return false;
    }
}

/// <summary>True when its term is false.</summary>
public sealed record Not : Condition
{
    /// <exception cref="ArgumentException">The term is as large as <see cref="ConditionLimits"/> allows.</exception>
    public Not(Condition term)
        : base(1 + term.Depth, 1 + term.Nodes) => Term = ConditionLimits.Problem([term]) is { } problem
            ? throw new ArgumentException($"The condition {problem}.", nameof(term))
            : term;

    public Condition Term { get; }

    public override IEnumerable<AttributeTest> Tests => Term.Tests;

    public override bool Holds(Func<string, ConditionValue?> attributes, Instant now) => !Term.Holds(attributes, now);
}
