namespace AccessGovernance.Server.Hosting;

/// <summary>A password or a key: whatever prints its settings does not print it.</summary>
public sealed record HiddenText(string Value)
{
    public override string ToString() => "(hidden)";
}
