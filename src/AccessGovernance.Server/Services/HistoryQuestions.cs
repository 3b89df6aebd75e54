using AccessGovernance.AccessHistory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services;

/// <summary>A question about the past, ready to be asked: the state of knowledge it is asked of, and the period that it is about.</summary>
/// <param name="KnownBy">The clock that was asked for.</param>
public sealed record Asked(Reading Reading, Period During, V1.KnownBy KnownBy)
{
    public PagePlace PlaceAfter(string first, string second) =>
        new(Reading.ReadPosition, During.From.Milliseconds, During.Until.Milliseconds, first, second);
}

/// <summary>
/// Turns the times and tokens of a question into a state of knowledge and a period: waits for what was asked to be contained, never
/// answers from behind, and keeps every later page true at the first page's position.
/// </summary>
public sealed class HistoryQuestions(PresentHead head, Projector projector, HistoryReader history, NodeClock clock, PositionTokens tokens)
{
    // Never changed: it only says that nothing was said.
    private static readonly V1.Knowledge Present = new();

    private volatile Reading? latest;

    public HistoryReader History { get; } = history;

    /// <summary>What is recorded now, as <see cref="Latest"/>; null while the index is behind.</summary>
    public Reading? LatestAtHand()
    {
        var recorded = Head.Head.Position;
        var visible = projector.Head.Position;
        if (visible < recorded)
            return null;
        return latest is { } known && known.ReadPosition == visible ? known : latest = History.Latest;
    }

    /// <summary>What is recorded now: everything that was acknowledged before the question.</summary>
    /// <exception cref="NotReadyException">The index is behind.</exception>
    /// <exception cref="EventLog.HeadNotHeardException">This silo may not know what is recorded now.</exception>
    public async ValueTask<Reading> Latest(ServerCallContext context)
    {
        await Head.Hear(context);
        Head.Require(context);
        await Waiting.For(projector, Head.Head.Position, context);
        return History.Latest;
    }

    /// <summary>For answers that are as of now, by whatever they are found.</summary>
    public PresentHead Head { get; } = head;

    public async ValueTask<Asked> Ask(Timestamp? validAt, V1.Range? during, V1.Knowledge? knowledge, PagePlace? place, ServerCallContext context)
    {
        knowledge ??= Present;
        var known = Parse(knowledge);
        if (Wanted(knowledge) is var wanted && wanted > projector.Head.Position)
            await Waiting.For(projector, wanted, context);
        var reading = Read(place is null ? known : known with { ReadPosition = place.Position });
        if (place is null && ReachesNow(known, reading))
            Head.Require(context);
        var by = known.By == KnownBy.Source ? V1.KnownBy.Source : V1.KnownBy.Ours;
        if (place is not null)
            return new Asked(reading, new Period(new Instant(place.From), new Instant(place.Until)), by);
        var period = during is not null ? Times.Range("valid_during", during)
            : Period.At(validAt is null ? clock.NowAt(reading.RecordingTime) : Times.Parse("valid_at", validAt));
        return new Asked(reading, period, by);
    }

    /// <summary>One side of a comparison; problems are named below <paramref name="field"/>.</summary>
    public async ValueTask<Asked> Ask(string field, V1.AccessMoment moment, PagePlace? place, ServerCallContext context)
    {
        try
        {
            return await Ask(moment.ValidAt, null, moment.Knowledge, place, context);
        }
        catch (InvalidRequestException e)
        {
            throw new InvalidRequestException($"{field}.{e.Field}", e.Problem);
        }
    }

    /// <summary>The position of a token, once the index has come there; the present end of the history where none is given.</summary>
    public async ValueTask<long> PositionAfter(string after, ServerCallContext context)
    {
        var position = after.Length == 0 ? Head.Head.Position : tokens.Parse("after", after);
        await Waiting.For(projector, Math.Max(position, Head.Head.Position), context);
        return position;
    }

    /// <summary>What the answer is true at; the caller adds coverage.</summary>
    public V1.AnswerBasis Basis(Asked asked, bool complete) => new()
    {
        // On the source's clock the limit is no position of ours: what was read up to is.
        Token = tokens.Format(PositionOf(asked)),
        Position = PositionOf(asked),
        RecordingTime = Times.Of(asked.Reading.RecordingTime),
        ValidFrom = Times.Of(asked.During.From),
        ValidUntil = Times.Of(asked.During.Until),
        Open = asked.Reading.Open,
        KnownBy = asked.KnownBy,
        Complete = complete,
        Layer = "entitled",
    };

    private static long PositionOf(Asked asked) =>
        asked.KnownBy == V1.KnownBy.Source ? asked.Reading.ReadPosition : asked.Reading.Position;

    private Reading Read(Knowledge known)
    {
        try
        {
            return History.Read(known);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Waiting.Behind(known.ReadPosition ?? known.Position ?? 0, projector.Head.Position);
        }
    }

    // A position, or a time before the head's, is closed: nothing that is recorded later belongs to it. What sources recorded may be imported at any time.
    private static bool ReachesNow(Knowledge known, Reading reading) =>
        known.Position is null && (reading.Open || known.By != KnownBy.Ours);

    // What was acknowledged before the question was asked is always contained; a token may ask for more.
    private long Wanted(V1.Knowledge knowledge)
    {
        var wanted = Head.Head.Position;
        if (knowledge.AtLeast.Length > 0)
            wanted = Math.Max(wanted, tokens.Parse("knowledge.at_least", knowledge.AtLeast));
        if (knowledge.Exactly.Length > 0)
            wanted = Math.Max(wanted, tokens.Parse("knowledge.exactly", knowledge.Exactly));
        return wanted;
    }

    private Knowledge Parse(V1.Knowledge knowledge)
    {
        var chosen = (knowledge.KnownAt is null ? 0 : 1) + (knowledge.Ever ? 1 : 0) + (knowledge.Exactly.Length == 0 ? 0 : 1);
        if (chosen > 1)
            throw new InvalidRequestException("knowledge", "must have at most one of known_at, ever and exactly");
        if (!System.Enum.IsDefined(knowledge.KnownBy))
            throw new InvalidRequestException("knowledge.known_by", "must be KNOWN_BY_OURS or KNOWN_BY_SOURCE");
        if (knowledge.Ever)
            return Knowledge.Ever;
        if (knowledge.Exactly.Length > 0)
            return knowledge.KnownBy == V1.KnownBy.Source
                ? throw new InvalidRequestException("knowledge.exactly", "is a position of our history; on the source's clock, give known_at")
                : Knowledge.AtPosition(tokens.Parse("knowledge.exactly", knowledge.Exactly));
        if (knowledge.KnownBy == V1.KnownBy.Source)
            return Knowledge.BySource(knowledge.KnownAt is { } at ? Times.Parse("knowledge.known_at", at) : Instant.Latest);
        return knowledge.KnownAt is { } time ? Knowledge.AtTime(Times.Parse("knowledge.known_at", time)) : Knowledge.Latest;
    }
}
