using System.Threading.Channels;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Runs many calls with a bounded number under way.</summary>
public static class Many
{
    public static async Task Run(int count, int atATime, Func<int, Task> call)
    {
        var numbers = Channel.CreateUnbounded<int>();
        for (var i = 0; i < count; i++)
            numbers.Writer.TryWrite(i);
        numbers.Writer.Complete();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(async _ =>
        {
            await foreach (var number in numbers.Reader.ReadAllAsync())
                await call(number);
        }));
    }
}
