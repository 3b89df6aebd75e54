using System.CommandLine;
using System.Globalization;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AccessGovernance.Cli.Questions;

/// <summary>When something held, and in which state of knowledge: what every question about access may be narrowed by.</summary>
internal sealed record Question(Timestamp? At, Api.V1.Range? During, Knowledge Knowledge, int? Limit)
{
    /// <summary>What is asked about: decisions, reports of target systems, or both.</summary>
    public AccessLayer Layer { get; init; }
}

/// <summary>The options of a question, and the rules for combining them.</summary>
internal static class QuestionOptions
{
    private const int MaxLimit = 10_000_000;

    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant asked about; otherwise now");
    private static readonly Option<Timestamp?> From = Inputs.Time("--from", "Beginning of the range asked about");
    private static readonly Option<Timestamp?> Until = Inputs.Time("--until", "End of the range asked about, exclusive");
    private static readonly Option<Timestamp?> KnownAt = Inputs.Time("--known-at", "As known at this time; otherwise as known now");
    private static readonly Option<bool> Ever = new("--ever") { Description = "In any state of knowledge from the asked time until now" };

    private static readonly Option<KnownBy> KnownBy =
        Inputs.Word("--known-by", "Whose clock --known-at is read on", Api.V1.KnownBy.Ours);

    private static readonly Option<string?> Exactly = Inputs.Text("--exactly", "TOKEN", "As of exactly this token of an earlier answer");

    private static readonly Option<int?> Limit = new("--limit")
    {
        Description = "At most so many rows; says so when there are more",
        HelpName = "N",
        CustomParser = result => Parsing.Value<int?>(result, Count),
    };

    public static readonly Option<AccessLayer> Layer =
        Inputs.Word("--layer", "What was decided, what target systems reported, or either", AccessLayer.Entitled);

    public static Option<int?> RowLimit => Limit;

    /// <summary>For questions that target systems' reports answer too.</summary>
    public static IEnumerable<Option> ForLayers => [.. ForRows, Layer];

    public static IEnumerable<Option> ForOneAnswer => [At, From, Until, KnownAt, KnownBy, Ever, Inputs.AtLeast, Exactly];

    public static IEnumerable<Option> ForRows => [.. ForOneAnswer, Limit];

    /// <summary>Of one state of knowledge, which is not "ever".</summary>
    public static IEnumerable<Option> ForOneState => [KnownAt, KnownBy, Inputs.AtLeast, Exactly];

    public static IEnumerable<Option> ForKnowledge => [KnownAt, KnownBy, Inputs.AtLeast, Exactly, Limit];

    /// <exception cref="CommandFailed">The options contradict each other.</exception>
    public static Question Read(CommandRun run)
    {
        var (from, until) = (run.Time(From), run.Time(Until));
        Forbid(run.Has(At) && (from ?? until) is not null, "--at asks about an instant, --from and --until about a range");
        Forbid((from is null) != (until is null), "a range needs both --from and --until", "Give the other one too, or ask about an instant with --at.");
        Forbid(from is not null && until! <= from, "--until must be later than --from", "Give the end of the range, exclusive, as --until.");
        return new Question(
            run.Time(At), from is null ? null : new Api.V1.Range { From = from, Until = until }, ReadKnowledge(run), run.Get(Limit))
        {
            Layer = run.Get(Layer),
        };
    }

    /// <exception cref="CommandFailed">The options contradict each other.</exception>
    public static Knowledge ReadKnowledge(CommandRun run)
    {
        Forbid(run.Has(KnownAt) && run.Has(Exactly), "--known-at and --exactly both choose the state of knowledge");
        Forbid(run.Get(Ever) && (run.Has(KnownAt) || run.Has(Exactly)),
            "--ever asks all states of knowledge, --known-at and --exactly one");
        Forbid(run.Has(Inputs.AtLeast) && run.Has(Exactly), "--at-least and --exactly exclude each other");
        return new Knowledge
        {
            KnownAt = run.Time(KnownAt),
            KnownBy = run.Has(KnownBy) ? run.Get(KnownBy) : Api.V1.KnownBy.Unspecified,
            Ever = run.Get(Ever),
            AtLeast = run.Text(Inputs.AtLeast),
            Exactly = run.Text(Exactly),
        };
    }

    private static void Forbid(bool contradiction, string what, string next = "Leave one of them out; see --help.")
    {
        if (contradiction)
            throw CommandFailed.Usage(what, next);
    }

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MaxLimit
            ? n
            : throw new FormatException($"'{text}' is not a number from 1 to {MaxLimit}");
}
