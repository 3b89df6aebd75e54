using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Questions;

/// <summary>
/// A timeline drawn: a line for each entitlement with a bar where a grant of it held, as last recorded, cut where the identity was
/// terminated. Bars are as wide as <see cref="Width"/>; what is shorter than a cell fills one.
/// </summary>
internal static class TimelineBars
{
    private const int Width = 60;
    private const int MaxName = 60;

    /// <param name="now">The end of the drawing, for what is open-ended.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<TimelineEntry> entries, DateTimeOffset now)
    {
        var grants = GrantsOf(entries);
        if (grants.Count == 0)
            return [];
        var present = now.ToUnixTimeMilliseconds();
        // What held since ever begins where the drawing does.
        var from = grants.Select(g => g.From).Where(f => f != long.MinValue).DefaultIfEmpty(present - 1).Min();
        var until = Math.Max(from + 1, grants.Max(g => Math.Min(g.Until, Math.Max(present, g.From + 1))));
        var names = grants.Select(g => g.Entitlement).Distinct().Order(StringComparer.Ordinal).ToList();
        var room = Math.Min(MaxName, names.Max(n => n.Length));
        var lines = names.ConvertAll(n => $"  {n.PadRight(room)} {Bar(grants.Where(g => g.Entitlement == n), from, until)}");
        var (left, right) = (Day(from), Day(until));
        lines.Add($"  {new string(' ', room)} {left}{right.PadLeft(Width - left.Length)}");
        return lines;
    }

    private static string Bar(IEnumerable<Held> grants, long from, long until)
    {
        var cells = new char[Width];
        Array.Fill(cells, '·');
        foreach (var grant in grants.Where(g => g.From < until))
        {
            var first = Cell(grant.From, from, until);
            var last = Math.Max(first, grant.Until >= until ? Width - 1 : Cell(grant.Until - 1, from, until));
            Array.Fill(cells, '█', first, last - first + 1);
        }
        return new string(cells);
    }

    private static int Cell(long at, long from, long until) => (int)Math.Clamp((double)(at - from) / (until - from) * Width, 0, Width - 1);

    private static List<Held> GrantsOf(IReadOnlyList<TimelineEntry> entries)
    {
        var grants = new Dictionary<string, Held>();
        var terminations = new List<(long Position, long At)>();
        foreach (var entry in entries)
        {
            var from = Milliseconds(entry.Validity?.From, long.MinValue);
            if (entry.What == "terminated")
                terminations.Add((entry.Position, from));
            else if (entry.What == "termination-withdrawn")
                terminations.RemoveAll(t => t.At == from);
            else if (entry.What == "voided")
                grants.Remove(entry.GrantId);
            else if (entry.GrantId.Length > 0)
            {
                var recorded = grants.TryGetValue(entry.GrantId, out var known) ? known.Recorded : entry.Position;
                grants[entry.GrantId] = new Held(
                    ResourceName.IdOf(entry.Entitlement), from, Milliseconds(entry.Validity?.Until, long.MaxValue), recorded);
            }
        }
        return [.. grants.Values.Select(g => g with { Until = EndOf(g, terminations) }).Where(g => g.From < g.Until)];
    }

    private static long EndOf(Held grant, List<(long Position, long At)> terminations) =>
        terminations.Where(t => t.Position > grant.Recorded).Select(t => t.At).Append(grant.Until).Min();

    private static long Milliseconds(Timestamp? at, long otherwise) => at?.ToDateTimeOffset().ToUnixTimeMilliseconds() ?? otherwise;

    private static string Day(long at) => TimeText.Show(DateTimeOffset.FromUnixTimeMilliseconds(at))[..10];

    private sealed record Held(string Entitlement, long From, long Until, long Recorded);
}
