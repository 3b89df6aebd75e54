using AccessGovernance.Directory;
using AccessGovernance.Domain;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Services.Campaigns;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services.Analysis;

/// <summary>
/// Opens everybody's access at one instant for an analysis, limited to what the caller may see, and lets few analyses run at once: each looks at
/// everybody. Thread-safe.
/// </summary>
public sealed class AnalysisQuestions(
    HistoryQuestions questions, DirectoryQuestions directory, DirectoryReader records, NodeClock clock, AnswerPages pages) : IDisposable
{
    /// <summary>Analyses that run at once.</summary>
    public const int MaxRunning = 2;

    /// <summary>Analyses that run or wait; more are refused.</summary>
    public const int MaxWaiting = 16;

    private readonly SemaphoreSlim running = new(MaxRunning);
    private int waiting;

    public Pages Pages { get; } = pages.Pages;

    public AnswerRoom Room { get; } = pages.Room;

    /// <exception cref="InvalidRequestException">The knowledge is of no single state.</exception>
    public async ValueTask<AnalysedAccess> Open(Timestamp? validAt, V1.Knowledge? knowledge, PagePlace? place, ServerCallContext context)
    {
        if (knowledge is { Ever: true })
            throw new InvalidRequestException("knowledge.ever", "is no state of knowledge, and an analysis is of one");
        var asked = await questions.Ask(validAt, null, knowledge, place, context);
        await directory.Read("", context);
        return new(questions.History, records, asked, CallerInterceptor.CallerOf(context), clock.Now);
    }

    /// <summary>Runs an analysis on other threads than the caller's, once it is its turn.</summary>
    /// <exception cref="ExhaustedException">Too many wait already.</exception>
    public async Task<T> Run<T>(Func<CancellationToken, T> analysis, CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > MaxWaiting)
                throw new ExhaustedException("ANALYSES_BUSY", $"{MaxWaiting} analyses run or wait already; repeat it later", new Dictionary<string, string>());
            await running.WaitAsync(cancellation);
            try
            {
                return await Task.Run(() => analysis(cancellation), cancellation);
            }
            finally
            {
                running.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void RequireKnown(IdentityId identity, AnalysedAccess access)
    {
        if (!questions.History.IsRegistered(identity, access.Asked.Reading))
            throw new UnknownResourceException("identity", Names.Of(identity));
    }

    /// <exception cref="DeniedException">It is outside the caller's scope.</exception>
    /// <exception cref="UnknownResourceException">It was not defined then.</exception>
    public void RequireKnown(AppId application, string field, AnalysedAccess access)
    {
        access.Caller.RequireScope(application, field);
        if (!questions.History.IsDefined(application, access.Asked.Reading))
            throw new UnknownResourceException(field, Names.Of(application));
    }

    /// <summary>What the answer rests on, with the applications of the question that were not governed then.</summary>
    /// <param name="applications">Those of the question; none means all of them.</param>
    public V1.AnswerBasis Basis(AnalysedAccess access, IReadOnlySet<AppId> applications, bool complete)
    {
        var basis = questions.Basis(access.Asked, complete);
        basis.LimitedToScope = !access.Caller.IsUnscoped;
        foreach (var coverage in questions.History.CoverageAt(access.All.At, access.Asked.Reading))
        {
            var isAsked = applications.Count == 0 ? access.Caller.Reaches(coverage.Application) : applications.Contains(coverage.Application);
            if (isAsked && !coverage.Covered)
                basis.NotKnown.Add(HistoryMessages.Coverage(coverage));
        }
        return basis;
    }

    public void Dispose() => running.Dispose();
}
