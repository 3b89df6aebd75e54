namespace AccessGovernance.Cli;

/// <summary>What agctl's exit code says. Scripts depend on the numbers.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>The server refused, or the work failed.</summary>
    Failed = 1,

    /// <summary>Wrong usage or bad input; nothing was done.</summary>
    Usage = 2,

    /// <summary>The server cannot be reached in time, or does not know the caller.</summary>
    Unreachable = 3,

    /// <summary>The answer of <c>check</c> is no.</summary>
    No = 4,
}
