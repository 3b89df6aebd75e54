using AccessGovernance.Api.V1;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

/// <summary>Questions to the directory: waits until it has read far enough, and says what the answer is true at.</summary>
public sealed class DirectoryQuestions(
    IEventLog log, DirectoryReader directory, DirectoryProjector projector, NodeClock clock, PositionTokens tokens, Pages pages)
{
    public Pages Pages { get; } = pages;

    /// <summary>Whether an entitlement counts seats, asked by a process that has read up to a position.</summary>
    public async ValueTask<bool> CountsSeats(EntitlementId entitlement, long position, CancellationToken cancellation)
    {
        await projector.WaitFor(position, cancellation);
        return directory.Entitlement(entitlement, clock.Now)?.Capacity is not null;
    }

    /// <summary>Opens the directory at what is recorded now, and at least at the token.</summary>
    public async ValueTask<DirectoryRead> Read(string atLeast, ServerCallContext context)
    {
        var head = log.Head.Position;
        var wanted = atLeast.Length == 0 ? head : Math.Max(tokens.Parse("at_least", atLeast), head);
        await Waiting.For(projector.WaitFor, wanted, () => projector.Position, context);
        var position = projector.Position;
        return new DirectoryRead(directory, clock.Now, position, complete => new AnswerBasis
        {
            Token = tokens.Format(position), Position = position, RecordingTime = Times.Of(log.Head.RecordingTime), Open = true, Complete = complete,
            KnownBy = KnownBy.Ours, Layer = "entitled",
        });
    }
}

/// <summary>The directory at some position.</summary>
public sealed record DirectoryRead(DirectoryReader Directory, Instant Now, long Position, Func<bool, AnswerBasis> Basis);
