using System.Globalization;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Observations;
using AccessGovernance.Domain.Reviews.Campaigns;
using AccessGovernance.Domain.Reviews.Definitions;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Reports;

/// <summary>
/// What a report says of each item, column by column: ids, codes, times and digests, no names and no texts. Forgetting a person changes none of it.
/// Lists are separated by blanks and bars; times are UTC with milliseconds. Which columns there are, in which order and in which words, is the form of
/// the items: a closing records its hash in one, so that a form, once released, is never changed, and another column makes another form.
/// </summary>
public sealed class ItemColumns
{
    /// <summary>The form of the items of campaigns that are closed now.</summary>
    public const int LatestForm = 1;

    /// <summary>Of campaigns closed before there were accounts of nobody known in reviews: without their column. No closing recorded it.</summary>
    public const int FirstForm = 0;

    /// <summary>With that column.</summary>
    public const int FormWithAccounts = 1;

    private static readonly (string Name, Func<ItemTrail, string> Value)[] All =
    [
        ("item", t => t.Frozen.Number.ToString()),
        ("identity", IdentityOf),
        ("account", AccountOf),
        ("entitlement", t => t.Frozen.Entitlement.Value),
        ("application", t => t.Frozen.Application.Value),
        ("risk", t => ReportWords.Of(t.Frozen.Risk)),
        ("persons", t => List(t.Frozen.Subjects)),
        ("direct", t => ReportWords.Of(t.Frozen.Origin.Direct)),
        ("through", t => List(t.Frozen.Origin.Through)),
        ("implied", t => List(t.Frozen.Implied)),
        ("since", t => Time(t.Frozen.Origin.Since)),
        ("until", t => Time(t.Frozen.Origin.Until)),
        ("cause", t => IsAccount(t) ? "" : ReportWords.Of(t.Frozen.Origin.Cause)),
        ("cause_reference", t => t.Frozen.Origin.Reference ?? ""),
        ("recommendation", t => ReportWords.Of(t.Frozen.Advice.Recommendation)),
        ("reasons", t => List(t.Frozen.Advice.Reasons.Select(ReportWords.Of))),
        ("peers", t => Number(t.Frozen.Advice.Peers)),
        ("peers_holding", t => Number(t.Frozen.Advice.PeersHolding)),
        ("last_used", t => Time(t.Frozen.Advice.LastUsed)),
        ("resolution", t => List(t.Reviewers.Trace.Select(s => $"{Flags(s.Rule)}:{s.Person}={ReportWords.Of(s.Result)}"))),
        ("reviewers", t => List(t.LastReviewers)),
        ("stage_results", t => List(t.Closings.Select(c => ReportWords.Of(c.Closing.Result)))),
        ("answers", t => List(t.Answers.Select(Said))),
        ("changes_of_mind", t => Number(t.ChangesOfMind)),
        ("delegations", t => List(t.Of<ItemDelegated>().Select(d => $"{d.What.From}>{d.What.To}"))),
        ("replacements", t => List(t.Of<ReviewerReplaced>().Select(r => $"{r.What.Left}>{r.What.By}:{ReportWords.Of(r.What.Cause)}"))),
        ("comments", t => Number(t.Of<ItemCommented>().Count())),
        ("texts_sha256", t => t.TextDigest()),
        ("outcome", t => ReportWords.Of(t.Outcome.Kind)),
        ("by_silence", t => ReportWords.Of(t.Outcome.BySilence)),
        ("new_until", t => Time(t.Outcome.Until)),
        ("removes", t => ReportWords.Of(t.Outcome.Removes)),
        ("case", t => ReportWords.Of(t.Case?.State ?? CaseState.None)),
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

    private static readonly ItemColumns[] Forms = [new([.. All.Where(c => c.Name != "account")]), new(All)];

    private readonly (string Name, Func<ItemTrail, string> Value)[] columns;

    private ItemColumns((string Name, Func<ItemTrail, string> Value)[] columns) =>
        (this.columns, Names) = (columns, [.. columns.Select(c => c.Name)]);

    public IReadOnlyList<string> Names { get; }

    /// <param name="form">From <see cref="FirstForm"/> to <see cref="LatestForm"/>.</param>
    public static ItemColumns InForm(int form) => Forms[form];

    public IEnumerable<string> Of(ItemTrail trail) => columns.Select(c => c.Value(trail));

    internal static string Time(Instant? at) => at is { } instant && !instant.IsForever ? instant.ToString() : "";

    /// <summary>Empty for an account of nobody known.</summary>
    internal static string IdentityOf(ItemTrail trail) => IsAccount(trail) ? "" : trail.Frozen.Identity.Value;

    /// <summary>The key of such an account; empty for an identity.</summary>
    internal static string AccountOf(ItemTrail trail) => IsAccount(trail) ? UnownedLogin.AccountOf(trail.Frozen.Identity).ToString("D") : "";

    private static bool IsAccount(ItemTrail trail) => UnownedLogin.Is(trail.Frozen.Identity);

    private static string Said((Instant At, ItemAnswered Answer) said) =>
        $"{said.Answer.Reviewer}:{ReportWords.Of(said.Answer.Answer)}@{said.At}" + (said.Answer.Handling.Bulk ? ":bulk" : "");

    private static string Flags(ReviewerKinds kinds) =>
        string.Join('+', Enum.GetValues<ReviewerKinds>().Where(k => k != ReviewerKinds.None && kinds.HasFlag(k)).Select(k => ReportWords.Of(k)));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string List<T>(IEnumerable<T> values) => string.Join(" | ", values);
}
