using System.Collections.Immutable;

namespace AccessGovernance.Domain.Reviews.Definitions;

/// <summary>What falls due before a deadline.</summary>
public enum NoticeKind
{
    Reminder = 1,
    Escalation = 2,
}

/// <summary>One notice and when it falls due. Whoever acts on it asks again who owes an answer then.</summary>
public readonly record struct DueNotice(Instant At, NoticeKind Kind);

/// <summary>When the notices of a stage fall due.</summary>
public static class NoticeSchedule
{
    /// <summary>
    /// In order of time, reminders before an escalation at the same instant. What would fall due before the stage began is left out: a
    /// stage of three days has no reminder seven days before its end.
    /// </summary>
    public static ImmutableArray<DueNotice> Of(Notices notices, Instant begun, Instant deadline)
    {
        ArgumentNullException.ThrowIfNull(notices);
        var due = notices.ReminderHours.Select(h => new DueNotice(Before(deadline, h), NoticeKind.Reminder));
        if (notices.Escalation is { } escalation)
            due = due.Append(new(Before(deadline, escalation.HoursBefore), NoticeKind.Escalation));
        return [.. due.Where(d => d.At >= begun).OrderBy(d => d.At.Milliseconds).ThenBy(d => d.Kind)];
    }

    private static Instant Before(Instant deadline, int hours) => deadline.Plus(TimeSpan.FromHours(-hours));
}
