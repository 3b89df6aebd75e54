using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports;

/// <summary>
/// What a report says of each item, column by column: ids, codes, times and digests, no names and no texts. Forgetting a person changes none of it.
/// Lists are separated by blanks and bars; times are UTC with milliseconds.
/// </summary>
public static class ItemColumns
{
    private static readonly (string Name, Func<ItemTrail, string> Value)[] All =
    [
        ("item", t => t.Frozen.Number.ToString()),
        ("identity", IdentityOf),
        ("account", AccountOf),
        ("entitlement", t => t.Frozen.Entitlement.Value),
        ("application", t => t.Frozen.Application.Value),
        ("risk", t => Word(t.Frozen.Risk)),
        ("persons", t => List(t.Frozen.Subjects)),
        ("direct", t => Word(t.Frozen.Origin.Direct)),
        ("through", t => List(t.Frozen.Origin.Through)),
        ("implied", t => List(t.Frozen.Implied)),
        ("since", t => Time(t.Frozen.Origin.Since)),
        ("until", t => Time(t.Frozen.Origin.Until)),
        ("cause", t => IsAccount(t) ? "" : Word(t.Frozen.Origin.Cause)),
        ("cause_reference", t => t.Frozen.Origin.Reference ?? ""),
        ("recommendation", t => Word(t.Frozen.Advice.Recommendation)),
        ("reasons", t => List(t.Frozen.Advice.Reasons.Select(r => Word(r)))),
        ("peers", t => Number(t.Frozen.Advice.Peers)),
        ("peers_holding", t => Number(t.Frozen.Advice.PeersHolding)),
        ("last_used", t => Time(t.Frozen.Advice.LastUsed)),
        ("resolution", t => List(t.Reviewers.Trace.Select(s => $"{Flags(s.Rule)}:{s.Person}={Word(s.Result)}"))),
        ("reviewers", t => List(t.LastReviewers)),
        ("stage_results", t => List(t.Closings.Select(c => Word(c.Closing.Result)))),
        ("answers", t => List(t.Answers.Select(Said))),
        ("changes_of_mind", t => Number(t.ChangesOfMind)),
        ("delegations", t => List(t.Of<ItemDelegated>().Select(d => $"{d.What.From}>{d.What.To}"))),
        ("replacements", t => List(t.Of<ReviewerReplaced>().Select(r => $"{r.What.Left}>{r.What.By}:{Word(r.What.Cause)}"))),
        ("comments", t => Number(t.Of<ItemCommented>().Count())),
        ("texts_sha256", t => t.TextDigest()),
        ("outcome", t => Word(t.Outcome.Kind)),
        ("by_silence", t => Word(t.Outcome.BySilence)),
        ("new_until", t => Time(t.Outcome.Until)),
        ("removes", t => Word(t.Outcome.Removes)),
        ("case", t => Word(t.Case?.State ?? CaseState.None)),
        ("case_requested", t => Time(t.Case?.RequestedAt)),
        ("case_due", t => Time(t.Case?.DueAt)),
        ("case_sent", t => Time(t.LastOf<RemediationSent>())),
        ("case_attempts", t => Number(t.Case?.Attempts ?? 0)),
        ("case_acknowledged", t => Time(t.LastOf<RemediationAcknowledged>())),
        ("case_failed", t => Time(t.LastOf<RemediationFailed>())),
        ("observed_absent", t => Time(t.Of<AccessObservedAbsent>().Select(a => (Instant?)a.What.At).LastOrDefault())),
        ("reappeared", t => Time(t.Of<AccessReappeared>().Select(a => (Instant?)a.What.At).LastOrDefault())),
        ("retained_through", t => t.Case?.Through?.Value ?? ""),
        ("excepted_until", t => t.Case is { State: CaseState.Excepted } open ? Time(open.ExceptedUntil) : ""),
        ("excepted_by", t => t.Of<RemediationExcepted>().Select(e => e.What.By.Value).LastOrDefault() ?? ""),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(c => c.Name)];

    public static IEnumerable<string> Of(ItemTrail trail) => All.Select(c => c.Value(trail));

    /// <summary>A value of a closed set: <c>kept</c>, <c>line-manager</c>.</summary>
    internal static string Word<T>(T value)
        where T : struct => Word(value.ToString()!);

    /// <summary>A name of the program as a word: <c>CampaignLaunched</c> becomes <c>campaign-launched</c>.</summary>
    internal static string Word(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    internal static string Time(Instant? at) => at is { } instant && !instant.IsForever ? instant.ToString() : "";

    /// <summary>Empty for an account of nobody known.</summary>
    internal static string IdentityOf(ItemTrail trail) => IsAccount(trail) ? "" : trail.Frozen.Identity.Value;

    /// <summary>The key of such an account; empty for an identity.</summary>
    internal static string AccountOf(ItemTrail trail) => IsAccount(trail) ? UnownedLogin.AccountOf(trail.Frozen.Identity).ToString("D") : "";

    private static bool IsAccount(ItemTrail trail) => UnownedLogin.Is(trail.Frozen.Identity);

    private static string Said((Instant At, ItemAnswered Answer) said) =>
        $"{said.Answer.Reviewer}:{Word(said.Answer.Answer)}@{said.At}" + (said.Answer.Handling.Bulk ? ":bulk" : "");

    private static string Flags(ReviewerKinds kinds) =>
        string.Join('+', Enum.GetValues<ReviewerKinds>().Where(k => k != ReviewerKinds.None && kinds.HasFlag(k)).Select(k => Word(k)));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string List<T>(IEnumerable<T> values) => string.Join(" | ", values);
}
