using System.Diagnostics.Metrics;
using Grpc.Core;

namespace AccessGovernance.Server.Telemetry;

/// <summary>
/// Counts what is asked of the server, by kind and outcome, and refusals by their stable reason. Labels come from closed sets only: no id and
/// nothing else that a caller wrote ever becomes one.
/// </summary>
internal static class CallMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "AccessGovernance.Server";

    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [.0001, .0002, .0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5],
    };

    private static readonly Counter<long> Commands = Meter.CreateCounter<long>(
        "accessgovernance.commands", null, "Commands, those of streams included, by kind and outcome");

    private static readonly Histogram<double> CommandSeconds = Meter.CreateHistogram(
        "accessgovernance.command.duration", "s", "From a command's arrival to its receipt or refusal", [], Seconds);

    private static readonly Histogram<double> QuestionSeconds = Meter.CreateHistogram(
        "accessgovernance.question.duration", "s", "From a question's arrival to the end of its answer, by kind and outcome", [], Seconds);

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "accessgovernance.refusals", null, "Whatever was not done or answered, by the reason that the caller was told");

    private static readonly Counter<long> ImportRows = Meter.CreateCounter<long>(
        "accessgovernance.import.rows", "{row}", "Rows of imported histories, by what became of them");

    /// <summary>A call has ended; a stream of changes or a watch is not counted, what goes through it is.</summary>
    public static void Ended(CallKind call, TimeSpan duration, StatusCode status)
    {
        if (call.Form == CallForm.Command)
        {
            CommandEnded(call.Name, status);
            CommandSeconds.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("kind", call.Name));
        }
        else if (call.Form == CallForm.Question)
        {
            QuestionSeconds.Record(duration.TotalSeconds, new("kind", call.Name), new("outcome", OutcomeOf(status)));
        }
    }

    /// <param name="kind">Short name of the method that does the same alone.</param>
    public static void CommandEnded(string kind, StatusCode status) => Commands.Add(1, new("kind", kind), new("outcome", OutcomeOf(status)));

    /// <param name="reason">A stable reason, as of ErrorInfo.</param>
    public static void Refused(string reason) => Refusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void Imported(int accepted, int repeated, int rejected)
    {
        ImportRows.Add(accepted, new KeyValuePair<string, object?>("outcome", "accepted"));
        ImportRows.Add(repeated, new KeyValuePair<string, object?>("outcome", "repeated"));
        ImportRows.Add(rejected, new KeyValuePair<string, object?>("outcome", "rejected"));
    }

    private static string OutcomeOf(StatusCode status) => status switch
    {
        StatusCode.OK => "done",
        StatusCode.FailedPrecondition or StatusCode.NotFound or StatusCode.AlreadyExists => "refused",
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => "denied",
        StatusCode.InvalidArgument => "invalid",
        StatusCode.ResourceExhausted => "limited",
        StatusCode.Cancelled or StatusCode.DeadlineExceeded => "abandoned",
        StatusCode.Unavailable => "unavailable",
        StatusCode.Unknown => "unknown",
        _ => "failed",
    };
}
