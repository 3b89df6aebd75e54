namespace AccessGovernance.Cli.Sampling;

/// <summary>Who manages a team from a day on until another, both given.</summary>
internal readonly record struct Tenure(int Employee, int Department, DateOnly From, DateOnly? Until)
{
    /// <summary>
    /// For every team the member who joined it first manages it, until the end of that post or employment; then the next one who is there.
    /// </summary>
    public static ILookup<int, Tenure> OfAll(IReadOnlyList<Employee> employees)
    {
        var posts = from number in Enumerable.Range(0, employees.Count)
                    let employee = employees[number]
                    where !employee.IsService
                    from place in Enumerable.Range(0, employee.Posts.Count)
                    select (Number: number, Post: employee.Posts[place], Until: EndOf(employee, place));
        return posts.GroupBy(p => (p.Post.Department, p.Post.Team)).SelectMany(team => OfTeam([.. team.OrderBy(p => p.Post.From)]))
            .ToLookup(t => t.Employee);
    }

    private static IEnumerable<Tenure> OfTeam(List<(int Number, Post Post, DateOnly? Until)> members)
    {
        var vacant = DateOnly.MinValue;
        foreach (var (number, post, until) in members)
        {
            var from = post.From > vacant ? post.From : vacant;
            if (until <= from)
                continue;
            yield return new(number, post.Department, from, until);
            if (until is null)
                yield break;
            vacant = until.Value;
        }
    }

    private static DateOnly? EndOf(Employee employee, int place) =>
        place + 1 < employee.Posts.Count ? employee.Posts[place + 1].From : employee.LastDay?.AddDays(1);
}
