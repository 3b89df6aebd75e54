using AccessGovernance.Api.V1;

namespace AccessGovernance.Cli.Sampling;

/// <summary>
/// Everything recorded of one identity's access: what comes with joining, posts and managing, what was asked for besides, what was granted
/// by mistake or with a wrong date, and what the last day ended (one leaver in twelve keeps something).
/// </summary>
internal sealed class Career(Employee employee, SampleEntitlements entitlements, Chance chance)
{
    private const int ExtrasOfYear = 3;
    private const int ExtrasOfService = 2;
    private const int MistakePercent = 3;
    private const int WrongDatePercent = 4;
    private const int EndedPercent = 55;

    private readonly List<SampleRecord> records = [];
    private readonly string id = employee.Id;

    public IEnumerable<SampleRecord> Records(IEnumerable<Tenure> managing, long end)
    {
        if (!employee.IsService)
        {
            Hold(SampleEntitlements.Everybody, employee.Joined, Leaving);
            for (var i = 0; i < employee.Posts.Count; i++)
                Fill(employee.Posts[i], i + 1 < employee.Posts.Count ? employee.Posts[i + 1].From : Leaving);
            foreach (var tenure in managing)
                Hold(Departments.Manager(tenure.Department), tenure.From, tenure.Until);
        }
        var keeps = chance.Below(12) == 0;
        for (var year = employee.Joined; year < SampleSize.End && employee.IsThereOn(year); year = year.AddYears(1))
        {
            var extras = employee.IsService ? ExtrasOfService : chance.Below((ExtrasOfYear * 2) + 1);
            for (var i = 0; i < extras; i++)
                Extra(year.AddDays(chance.Below(365)), keeps);
        }
        return SampleRecord.Sayable(records, end);
    }

    /// <summary>The day on which access is to be gone.</summary>
    private DateOnly? Leaving => employee.LastDay?.AddDays(1);

    private void Fill(Post post, DateOnly? until)
    {
        Hold(Departments.Group(post.Department), post.From, until);
        Hold(Departments.Job(post.Department, post.Job), post.From, until);
        Hold(Departments.Team(post.Department, post.Team), post.From, until);
    }

    private void Extra(DateOnly from, bool keeps)
    {
        if (!employee.IsThereOn(from))
            return;
        var entitlement = entitlements.DrawExtra(chance);
        if (chance.Is(MistakePercent))
            TakeBack(entitlement, from, chance.Between(1, 10));
        else if (chance.Is(WrongDatePercent))
            Correct(entitlement, from);
        else if (chance.Is(EndedPercent) && from.AddDays(chance.Between(5, 400)) is var ended && employee.IsThereOn(ended))
            Hold(entitlement, from, ended);
        else
            Hold(entitlement, from, keeps ? null : Leaving);
    }

    private void Hold(string entitlement, DateOnly from, DateOnly? until)
    {
        var begin = SampleTime.Of(from, chance);
        Record(ImportOperation.Add, entitlement, begin);
        // An end is never recorded before the beginning, however late that was.
        if (until is { } day && SampleTime.Of(day, chance) is var end)
            Record(ImportOperation.Remove, entitlement, end with { Recorded = Math.Max(end.Recorded, begin.Recorded + 1_000) });
    }

    /// <summary>Recorded, and some days later declared never to have been.</summary>
    private void TakeBack(string entitlement, DateOnly from, int after)
    {
        var time = SampleTime.Of(from, 0, chance);
        Record(ImportOperation.Add, entitlement, time);
        Record(ImportOperation.Remove, entitlement, time with { Recorded = SampleTime.Of(from.AddDays(after), 0, chance).Recorded });
    }

    /// <summary>Recorded with a wrong day, taken back, and recorded again with the right one, which is earlier.</summary>
    private void Correct(string entitlement, DateOnly from)
    {
        TakeBack(entitlement, from, 3);
        Record(ImportOperation.Add, entitlement, SampleTime.Of(from.AddDays(-chance.Between(1, 20)), 30, chance));
        if (Leaving is { } end)
            Record(ImportOperation.Remove, entitlement, SampleTime.Of(end.AddDays(31), chance) with { Effective = SampleTime.Midnight(end) });
    }

    private void Record(ImportOperation operation, string entitlement, SampleTime time) =>
        records.Add(new(time, operation, ImportRelation.Holds, id, entitlement));
}
