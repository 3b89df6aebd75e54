using System.Collections.Frozen;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Identities;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>One record that a grant, or a change of its validity, rests on.</summary>
/// <param name="Actor">Who recorded it, by id: an identity, or a token that belongs to none.</param>
/// <param name="OnBehalfOf">Whom the caller named; null for nobody.</param>
/// <param name="Approver">Whom the reference of an approved request names; null for nobody.</param>
/// <param name="At">When it was recorded, by the writer's clock.</param>
public readonly record struct GrantOrigin(string Actor, string? OnBehalfOf, PersonId? Approver, Instant At);

/// <summary>
/// Who recorded grants and corrections of grants, on whose behalf, and whom their approvals name, as recorded up to a position. Imported rows have
/// none: whoever imported them did not grant them. Some fifty bytes a grant, for as long as a population is found. Immutable.
/// </summary>
public sealed class GrantOrigins
{
    private const string PersonPrefix = "persons/";

    private static readonly FrozenSet<string> AllOthers = EventCatalogue.All
        .Where(e => e.Event != typeof(AccessGranted) && e.Event != typeof(GrantCorrected)).Select(e => e.Name).ToFrozenSet();

    // Mostly there is one.
    private readonly Dictionary<GrantId, GrantOrigin> first = [];
    private readonly Dictionary<GrantId, List<GrantOrigin>> further = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    private GrantOrigins()
    {
    }

    /// <summary>Reads all grants, and nothing where the rules bar nobody: then null.</summary>
    public static async Task<GrantOrigins?> Read(CampaignSettings settings, IEventLog log, long position, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(log);
        if (settings.Rules.Barred == Involvements.None)
            return null;
        var origins = new GrantOrigins();
        await foreach (var page in log.ReadAllBut(AllOthers, 0, cancellation))
        {
            foreach (var recorded in page.Events.TakeWhile(e => e.Position <= position).Where(e => e.Import is null))
                origins.Add(recorded);
            if (page.Reached >= position)
                break;
        }
        return origins;
    }

    /// <summary>In the order in which they were recorded; none of what was imported.</summary>
    public IEnumerable<GrantOrigin> Of(GrantId grant)
    {
        if (first.TryGetValue(grant, out var origin))
            yield return origin;
        foreach (var next in further.GetValueOrDefault(grant) ?? [])
            yield return next;
    }

    private void Add(RecordedEvent recorded)
    {
        var (grant, cause) = EventCodec.Decode(recorded) switch
        {
            AccessGranted e => (e.Grant, e.Cause),
            GrantCorrected e => (e.Grant, null),
            _ => default((GrantId, Cause?)),
        };
        var origin = recorded.Origin;
        var added = new GrantOrigin(Once(origin.Actor), origin.OnBehalfOf is { } behalf ? Once(behalf) : null, ApproverOf(cause), recorded.Stamp);
        if (!first.TryAdd(grant, added))
            (further.TryGetValue(grant, out var known) ? known : further[grant] = []).Add(added);
    }

    private static PersonId? ApproverOf(Cause? cause) =>
        cause is { Kind: CauseKind.ApprovedRequest, Reference: { } reference } && reference.StartsWith(PersonPrefix, StringComparison.Ordinal)
            ? new PersonId(Uri.UnescapeDataString(reference[PersonPrefix.Length..])) : null;

    private string Once(string text) => texts.TryGetValue(text, out var known) ? known : texts[text] = text;
}
