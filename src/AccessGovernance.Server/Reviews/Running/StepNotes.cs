using System.Collections.Concurrent;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// What steps of campaigns have looked at on this silo, and when they look at it again although nothing changed: a campaign is woken ten times a second, and
/// some looks read all its items. They are notes and no record: a step that finds none looks once more, and records nothing twice. Notes of campaigns
/// that are over are dropped. Thread-safe.
/// </summary>
public sealed class StepNotes
{
    /// <summary>Of all campaigns together; where there would be more, all are dropped and taken anew.</summary>
    public const int MaxNotes = 100_000;

    private readonly ConcurrentDictionary<(CampaignId Campaign, string About), (object Seen, Instant Again)> notes = [];

    /// <summary>Whether the same was seen before, and it is not yet time to look again.</summary>
    /// <param name="seen">What would have to change; compared by value.</param>
    public bool Rests(CampaignId campaign, string about, object seen, Instant now) =>
        notes.TryGetValue((campaign, about), out var note) && note.Seen.Equals(seen) && now < note.Again;

    /// <summary>What was seen; null where nothing is noted.</summary>
    public object? Seen(CampaignId campaign, string about) => notes.TryGetValue((campaign, about), out var note) ? note.Seen : null;

    /// <summary>When it is looked at again, whatever was seen; null where nothing is noted.</summary>
    public Instant? Again(CampaignId campaign, string about) => notes.TryGetValue((campaign, about), out var note) ? note.Again : null;

    /// <summary>Notes what was seen, and until when that is enough.</summary>
    public void Rest(CampaignId campaign, string about, object seen, Instant until)
    {
        if (notes.Count >= MaxNotes && !notes.ContainsKey((campaign, about)))
            notes.Clear();
        notes[(campaign, about)] = (seen, until);
    }

    public void Forget(CampaignId campaign, string about) => notes.TryRemove((campaign, about), out _);

    /// <summary>Drops the notes of all other campaigns.</summary>
    public void Keep(IReadOnlySet<CampaignId> running)
    {
        ArgumentNullException.ThrowIfNull(running);
        foreach (var (key, _) in notes)
        {
            if (!running.Contains(key.Campaign))
                notes.TryRemove(key, out _);
        }
    }
}
