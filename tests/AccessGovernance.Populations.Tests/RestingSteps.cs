using AccessGovernance.Domain;
using AccessGovernance.Server.Reviews.Running;

namespace AccessGovernance.Populations.Tests;

/// <summary>Steps that fail again and again.</summary>
public sealed class RestingSteps
{
    private static readonly Guid Key = new(1, 2, 3, new byte[8]);

    [Fact]
    public void Rest_twice_as_long_each_time_up_to_about_a_minute()
    {
        var failures = new StepFailures();
        var (now, pauses) = (new Instant(0), new List<int>());
        for (var i = 0; i < 9; i++)
        {
            failures.Failed(Key, new InvalidOperationException($"part {i} is too large"), now);
            var began = now;
            while (failures.Rests(Key, now))
                now = now.Plus(TimeSpan.FromSeconds(1));
            pauses.Add((int)((now.Milliseconds - began.Milliseconds) / 1_000));
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 64, 64], pauses);
        Assert.Equal("part 8 is too large", failures.ErrorOf(Key));
    }

    [Fact]
    public void Say_of_what_nobody_expected_no_more_than_its_kind()
    {
        var failures = new StepFailures();
        failures.Failed(Key, new IOException("/srv/secret/history.db"), new(0));
        Assert.Equal("unexpected: IOException; the log has the rest", failures.ErrorOf(Key));
    }

    [Fact]
    public void Begin_anew_and_say_nothing_once_they_succeeded()
    {
        var failures = new StepFailures();
        failures.Failed(Key, new InvalidOperationException(new string('x', 10_000)), new(0));
        Assert.Equal(500, failures.ErrorOf(Key)!.Length);
        failures.Succeeded(Key);
        Assert.Equal((false, null), (failures.Rests(Key, new(0)), failures.ErrorOf(Key)));
        failures.Failed(Key, new InvalidOperationException("again"), new(0));
        Assert.False(failures.Rests(Key, new(1_000)));
    }
}
