using AccessGovernance.Domain.Conditions;
using AccessGovernance.Domain.Reviews.Definitions;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// Which rows a campaign's condition and its exclusions leave in, as one condition over rows of an identity, what it holds, and the grant.
/// Each test is asked once of each subject that it is about; a row only joins the answers. What is not known, or not asked yet, decides
/// nothing by itself. Immutable.
/// </summary>
internal sealed class RowCondition
{
    private readonly List<AttributeTest> ofIdentity = [];
    private readonly List<AttributeTest> ofEntitlement = [];
    private readonly List<AttributeTest> ofGrant = [];
    private readonly Part scope;
    private readonly Part root;

    private RowCondition(Condition? scope, IEnumerable<Condition> exclusions)
    {
        this.scope = scope is null ? new Every([]) : PartOf(scope);
        root = new Every([this.scope, .. exclusions.Select(e => new Negated(PartOf(e)))]);
    }

    public bool AsksIdentities => ofIdentity.Count > 0;

    public bool AsksEntitlements => ofEntitlement.Count > 0;

    public bool AsksGrants => ofGrant.Count > 0;

    /// <exception cref="ArgumentException">A condition cannot be read: says which one, and where.</exception>
    public static RowCondition Of(CampaignSettings settings)
    {
        var scope = settings.Scope.Condition is { } text ? ConditionTexts.Read("scope.condition", text, ConditionSubjects.All) : null;
        return new(scope, settings.Exclusions.Select((e, i) => ConditionTexts.Read($"exclusions[{i}].condition", e.Condition, ConditionSubjects.All)));
    }

    /// <summary>Answers of the tests about identities, to be given to <see cref="Judge"/>.</summary>
    /// <param name="value">The value of an attribute, or null where there is none.</param>
    /// <param name="isKnown">False where nobody knows what the value is.</param>
    public Truth[] OfIdentity(Func<string, ConditionValue?> value, Func<string, bool> isKnown, Domain.Instant now) =>
        Answers(ofIdentity, value, isKnown, now);

    public Truth[] OfEntitlement(Func<string, ConditionValue?> value, Domain.Instant now) => Answers(ofEntitlement, value, _ => true, now);

    public Truth[] OfGrant(Func<string, ConditionValue?> value, Domain.Instant now) => OfGrant(value, _ => true, now);

    /// <param name="isKnown">False where nobody knows what the value is.</param>
    public Truth[] OfGrant(Func<string, ConditionValue?> value, Func<string, bool> isKnown, Domain.Instant now) => Answers(ofGrant, value, isKnown, now);

    /// <summary>Whether a row is in. Answers that are not there yet, empty, count as not known: false is then false whatever they are.</summary>
    public Truth Judge(ReadOnlySpan<Truth> identity, ReadOnlySpan<Truth> entitlement, ReadOnlySpan<Truth> grant) =>
        root.Of(new Row(identity, entitlement, grant));

    /// <summary>The same as if there were no exclusions.</summary>
    public Truth JudgeScope(ReadOnlySpan<Truth> identity, ReadOnlySpan<Truth> entitlement, ReadOnlySpan<Truth> grant) =>
        scope.Of(new Row(identity, entitlement, grant));

    private static Truth[] Answers(List<AttributeTest> tests, Func<string, ConditionValue?> value, Func<string, bool> isKnown, Domain.Instant now)
    {
        var answers = tests.Count == 0 ? [] : new Truth[tests.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = !isKnown(tests[i].Attribute) ? Truth.NotKnown : tests[i].Holds(value, now) ? Truth.True : Truth.False;
        return answers;
    }

    private Part PartOf(Condition condition) => condition switch
    {
        AllOf all => new Every([.. all.Terms.Select(PartOf)]),
        AnyOf any => new Some([.. any.Terms.Select(PartOf)]),
        Not not => new Negated(PartOf(not.Term)),
        AttributeTest test => PartOf(test),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.GetType().Name, null),
    };

    private Asked PartOf(AttributeTest test)
    {
        var subject = AttributeSchema.Find(test.Attribute)!.Subject;
        var tests = subject switch
        {
            ConditionSubjects.Identity => ofIdentity,
            ConditionSubjects.Grant => ofGrant,
            _ => ofEntitlement,
        };
        tests.Add(test);
        return new(subject, tests.Count - 1);
    }

    private readonly ref struct Row(ReadOnlySpan<Truth> identity, ReadOnlySpan<Truth> entitlement, ReadOnlySpan<Truth> grant)
    {
        private readonly ReadOnlySpan<Truth> identity = identity;
        private readonly ReadOnlySpan<Truth> entitlement = entitlement;
        private readonly ReadOnlySpan<Truth> grant = grant;

        public Truth AnswerOf(ConditionSubjects subject, int place)
        {
            var answers = subject switch
            {
                ConditionSubjects.Identity => identity,
                ConditionSubjects.Grant => grant,
                _ => entitlement,
            };
            return answers.IsEmpty ? Truth.NotKnown : answers[place];
        }
    }

    private abstract class Part
    {
        public abstract Truth Of(in Row row);
    }

    private sealed class Every(Part[] parts) : Part
    {
        public override Truth Of(in Row row)
        {
            var least = Truth.True;
            foreach (var part in parts)
            {
                if (part.Of(row) is var truth && truth < least)
                    least = truth;
                if (least == Truth.False)
                    break;
            }
            return least;
        }
    }

    private sealed class Some(Part[] parts) : Part
    {
        public override Truth Of(in Row row)
        {
            var greatest = Truth.False;
            foreach (var part in parts)
            {
                if (part.Of(row) is var truth && truth > greatest)
                    greatest = truth;
                if (greatest == Truth.True)
                    break;
            }
            return greatest;
        }
    }

    private sealed class Negated(Part part) : Part
    {
        public override Truth Of(in Row row) => (Truth)(Truth.True - part.Of(row));
    }

    private sealed class Asked(ConditionSubjects subject, int place) : Part
    {
        public override Truth Of(in Row row) => row.AnswerOf(subject, place);
    }
}
