namespace AccessGovernance.Server.Hosting;

/// <summary>The system's clock, moved by a fixed offset.</summary>
internal sealed class OffsetClock(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
