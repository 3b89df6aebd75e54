using System.Diagnostics;

namespace AccessGovernance.Grains;

/// <summary>
/// Carries the trace of a call from the edge into grains, and from grain to grain, and makes a span of each call: interface and method, never
/// the grain's key, which is somebody's id. Registered only where traces are exported. The context travels as W3C traceparent.
/// </summary>
public sealed class TracedCalls : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    /// <summary>Name of the source of spans.</summary>
    public const string Name = "AccessGovernance.Grains";

    private const string Parent = "traceparent";

    private static readonly ActivitySource Spans = new(Name);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // Set within this method only: nothing else that the caller sends has it.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            RequestContext.Set(Parent, id);
        await context.Invoke();
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (!ActivityContext.TryParse(RequestContext.Get(Parent) as string, null, isRemote: true, out var parent))
        {
            await context.Invoke();
            return;
        }
        var type = context.InterfaceMethod.DeclaringType?.Name;
        using var span = Spans.StartActivity($"{type}/{context.InterfaceMethod.Name}", ActivityKind.Server, parent);
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }
}
