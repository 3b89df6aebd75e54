namespace AccessGovernance.EventLog;

/// <summary>
/// A read model in memory that one thread changes and many read: a reader sees whole changes, and waits no longer than one takes. What is read must
/// not be kept beyond the call, unless no change touches it.
/// </summary>
public sealed class GuardedModel<TModel>(TModel model) : IDisposable
{
    private readonly ReaderWriterLockSlim gate = new();

    public void Write(Action<TModel> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        gate.EnterWriteLock();
        try
        {
            change(model);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    public T Read<T>(Func<TModel, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        gate.EnterReadLock();
        try
        {
            return read(model);
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    public void Dispose() => gate.Dispose();
}
