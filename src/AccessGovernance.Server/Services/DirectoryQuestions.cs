using AccessGovernance.Api.V1;
using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

/// <summary>Questions to the directory: waits until it has read far enough, and says what the answer is true at.</summary>
public sealed class DirectoryQuestions(
    PresentHead present, DirectoryReader directory, DirectoryProjector projector, NodeClock clock, PositionTokens tokens, Pages pages)
{
    public Pages Pages { get; } = pages;

    /// <summary>Opens the directory at what is recorded now, and at least at the token.</summary>
    /// <exception cref="EventLog.HeadNotHeardException">This silo may not know what is recorded now.</exception>
    public async ValueTask<DirectoryRead> Read(string atLeast, ServerCallContext context)
    {
        var read = await ReadHere(atLeast, context);
        present.Require(context);
        return read;
    }

    /// <summary>Opens the directory at what this silo knows to be recorded: for what does not change with what others record.</summary>
    public async ValueTask<DirectoryRead> ReadHere(string atLeast, ServerCallContext context)
    {
        var head = present.Head.Position;
        var wanted = atLeast.Length == 0 ? head : Math.Max(tokens.Parse("at_least", atLeast), head);
        await Waiting.For(projector.WaitFor, wanted, () => projector.Position, context);
        var position = projector.Position;
        return new DirectoryRead(directory, clock.Now, position, complete => new AnswerBasis
        {
            Token = tokens.Format(position), Position = position, RecordingTime = Times.Of(present.Head.RecordingTime), Open = true, Complete = complete,
            KnownBy = KnownBy.Ours, Layer = "entitled",
        });
    }
}

/// <summary>The directory at some position.</summary>
public sealed record DirectoryRead(DirectoryReader Directory, Instant Now, long Position, Func<bool, AnswerBasis> Basis);
