using AccessGovernance.Domain;

namespace AccessGovernance.Bench.Histories;

/// <summary>One grant of a made-up history by numbers.</summary>
internal readonly record struct OpenGrant(int Number, int Identity, int Entitlement);

/// <summary>Grants that may still be ended or corrected, in no order; room for all is taken at once.</summary>
internal sealed class OpenGrants(int capacity)
{
    private readonly List<(OpenGrant Grant, Period Validity)> grants = new(capacity);

    public void Add(OpenGrant grant, Period validity) => grants.Add((grant, validity));

    /// <summary>Takes one of them out; answers false when there is none.</summary>
    public bool TryTake(Dice dice, out OpenGrant grant, out Period validity)
    {
        (grant, validity) = (default, default);
        if (grants.Count == 0)
            return false;
        var place = dice.Below(grants.Count);
        (grant, validity) = grants[place];
        grants[place] = grants[^1];
        grants.RemoveAt(grants.Count - 1);
        return true;
    }
}
