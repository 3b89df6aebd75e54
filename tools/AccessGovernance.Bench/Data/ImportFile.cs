using System.Globalization;
using System.Security.Cryptography;
using AccessGovernance.Api.V1;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Bench.Data;

/// <summary>An old history to import: from a file of six columns and a number, or made up.</summary>
internal sealed record ImportFile(string Name, string Hash, IReadOnlyList<ImportRow> Rows)
{
    private const int People = 2_500;
    private const int Teams = 400;
    private const int Seed = 11;

    public Timestamp GovernedFrom => Rows.MinBy(r => r.EffectiveAt.ToDateTimeOffset())!.EffectiveAt;

    public static async Task<ImportFile> Read(string path, CancellationToken cancellation)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        var lines = await File.ReadAllLinesAsync(path, cancellation);
        return new(Path.GetFileNameWithoutExtension(path), Convert.ToHexStringLower(SHA256.HashData(bytes)), [.. lines.Skip(1).Select(Parse)]);
    }

    /// <summary>Teams that confer repositories, and people who join and leave teams.</summary>
    public static ImportFile MakeUp(int rows)
    {
        var random = new Random(Seed);
        var at = new DateTimeOffset(2018, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var open = new HashSet<(ImportRelation, string, string)>();
        var made = new List<ImportRow>(rows);
        while (made.Count < rows)
        {
            at = at.AddMinutes(random.Next(150));
            var fact = random.Next(20) == 0
                ? (ImportRelation.Confers, $"team-{random.Next(Teams)}", $"repository-{random.Next(Teams)}:write")
                : (ImportRelation.Holds, $"p{random.Next(People):x8}", $"team-{random.Next(Teams)}");
            var add = open.Add(fact);
            if (!add)
                open.Remove(fact);
            made.Add(Row(made.Count + 1, at, at.AddHours(-random.Next(48)), add, fact));
        }
        return new("made-up", Convert.ToHexStringLower(SHA256.HashData([Seed])), made);
    }

    private static ImportRow Parse(string line)
    {
        var columns = line.Split('\t');
        return Row(long.Parse(columns[0], CultureInfo.InvariantCulture), Time(columns[1]), Time(columns[2]), columns[3] == "add",
            (columns[4] == "holds" ? ImportRelation.Holds : ImportRelation.Confers, columns[5], columns[6]));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static ImportRow Row(
        long row, DateTimeOffset recorded, DateTimeOffset effective, bool add, (ImportRelation Relation, string Subject, string Object) fact) => new()
    {
        Row = row, RecordedAt = Timestamp.FromDateTimeOffset(recorded), EffectiveAt = Timestamp.FromDateTimeOffset(effective),
        Operation = add ? ImportOperation.Add : ImportOperation.Remove, Relation = fact.Relation, Subject = fact.Subject, Object = fact.Object,
    };
}
