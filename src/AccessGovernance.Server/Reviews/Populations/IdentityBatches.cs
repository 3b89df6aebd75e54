using AccessGovernance.AccessHistory;
using AccessGovernance.Directory;
using AccessGovernance.Domain;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>Reads all identities from the directory, some at a time and on several threads, as the directory's writer must not wait long.</summary>
internal static class IdentityBatches
{
    /// <summary>Threads that one population is found on.</summary>
    public const int MaxThreads = 4;

    private const int AtOnce = 1_000;

    /// <summary>One value of each identity, by its place.</summary>
    /// <exception cref="InvalidOperationException">The directory has not come as far as the history: wait for it first.</exception>
    public static T[] Select<T>(AccessOfAll all, DirectoryReader directory, Instant at, Func<int, IdentityRecord, T> select, CancellationToken cancellation)
    {
        var (selected, unknown) = (new T[all.Identities], (string?)null);
        Parallel.For(0, (selected.Length + AtOnce - 1) / AtOnce, Options(cancellation), batch =>
        {
            var (first, count) = (batch * AtOnce, Math.Min(AtOnce, selected.Length - (batch * AtOnce)));
            var ids = new IdentityId[count];
            for (var i = 0; i < count; i++)
                ids[i] = all.IdentityAt(first + i);
            var records = directory.Identities(ids, at);
            for (var i = 0; i < count; i++)
            {
                if (records[i] is { } record)
                    selected[first + i] = select(first + i, record);
                else
                    unknown = ids[i].Value;
            }
        });
        return unknown is null ? selected : throw Behind(unknown);
    }

    public static ParallelOptions Options(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, MaxThreads), CancellationToken = cancellation };

    /// <summary>What the directory lacks although the history has it.</summary>
    public static InvalidOperationException Behind(string id) => new($"The directory does not know '{id}' yet, and has to be waited for first.");
}
