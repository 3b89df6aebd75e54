using System.Text.RegularExpressions;
using AccessGovernance.EventLog;
using Google.Protobuf.Collections;
using FilterOptions = AccessGovernance.EventStoreProtocol.ReadReq.Types.Options.Types.FilterOptions;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>
/// Picks events by the name of their stream or by their type: any of some prefixes, compared ordinally, or a .NET regular expression, not
/// anchored. Expressions are matched in time linear to the text, so that none can hold the server up.
/// </summary>
internal sealed class EventFilter
{
    private readonly bool byType;
    private readonly string[] prefixes;
    private readonly Regex? regex;

    private EventFilter(bool byType, string[] prefixes, Regex? regex, long checkpointInterval)
    {
        (this.byType, this.prefixes, this.regex) = (byType, prefixes, regex);
        CheckpointInterval = checkpointInterval;
    }

    /// <summary>After how many examined events a subscription tells how far it is.</summary>
    public long CheckpointInterval { get; }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT, with the field and what is allowed.</exception>
    public static EventFilter Of(FilterOptions options, bool isSubscription)
    {
        var byType = options.FilterCase == FilterOptions.FilterOneofCase.EventType;
        var expression = (byType ? options.EventType : options.StreamIdentifier)
            ?? throw FaceErrors.Invalid("filter", "give stream_identifier or event_type");
        long window = options.WindowCase switch
        {
            FilterOptions.WindowOneofCase.Max when options.Max > 0 => options.Max,
            FilterOptions.WindowOneofCase.Count => FaceLimits.DefaultWindow,
            _ => throw FaceErrors.Invalid("filter.window", "is required: max, at least 1, or count"),
        };
        if (isSubscription && options.CheckpointIntervalMultiplier == 0)
            throw FaceErrors.Invalid("filter.checkpoint_interval_multiplier", "give at least 1");
        var regex = expression.Regex.Length > 0 ? Compiled(expression.Regex) : null;
        var interval = UInt128.Min(long.MaxValue, (UInt128)window * options.CheckpointIntervalMultiplier);
        return new(byType, regex is null ? Checked(expression.Prefix) : [], regex, (long)interval);
    }

    public bool Matches(RecordedEvent e)
    {
        var text = byType ? e.Type : e.Stream;
        return regex is not null ? regex.IsMatch(text) : Array.Exists(prefixes, p => text.StartsWith(p, StringComparison.Ordinal));
    }

    private static string[] Checked(RepeatedField<string> prefixes) =>
        prefixes.Count <= FaceLimits.MaxPrefixes && prefixes.All(p => p.Length <= FaceLimits.MaxExpressionLength)
            ? [.. prefixes]
            : throw FaceErrors.Invalid("filter.prefix",
                $"at most {FaceLimits.MaxPrefixes} are allowed, of at most {FaceLimits.MaxExpressionLength} characters each");

    private static Regex Compiled(string pattern)
    {
        if (pattern.Length > FaceLimits.MaxExpressionLength)
            throw FaceErrors.Invalid("filter.regex", $"at most {FaceLimits.MaxExpressionLength} characters are allowed");
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw FaceErrors.Invalid("filter.regex", $"give a .NET regular expression without look-around, back-references and atomic groups: {e.Message}");
        }
    }
}
