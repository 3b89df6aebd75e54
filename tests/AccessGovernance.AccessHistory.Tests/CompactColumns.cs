using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.AccessHistory.Storage;
using AccessGovernance.Domain;
using CsCheck;

namespace AccessGovernance.AccessHistory.Tests;

public sealed class CompactColumns
{
    private static readonly Gen<Cause> GenCause = Gen.Select(
        Gen.Int[1, 6], Gen.Int[0, 40], Gen.String[Gen.Char["zażółć-0123456789"], 0, 300], (kind, prefix, text) =>
            new Cause((CauseKind)kind, new string('r', prefix) + text));

    [Fact]
    public void Bits_are_counted_and_found_as_one_by_one() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 3_000], Gen.UInt).Sample((percent, length, seed) =>
        {
            var bits = BitsOf(percent, length, seed);
            var ranked = new RankedBits();
            bits.ForEach(ranked.Add);
            var loaded = Reloaded(ranked.Save, from => { var other = new RankedBits(); other.Load(from); return other; });
            var count = 0;
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(bits[i], ranked[i]);
                if (bits[i])
                    Assert.Equal(i, loaded.IndexAfter(count++));
                Assert.Equal(count, loaded.CountUpTo(i));
            }
        }, iter: 200);

    [Fact]
    public void Causes_come_back_as_they_were_given_and_after_a_restart_too() =>
        GenCause.Array[1, 600].Sample(causes =>
        {
            var texts = new CauseTexts();
            foreach (var cause in causes)
                texts.Add(cause.Kind, cause.Reference!);
            var loaded = Reloaded(texts.Save, from => { var other = new CauseTexts(); other.Load(from); return other; });
            foreach (var cause in causes)
                loaded.Add(cause.Kind, cause.Reference!);
            for (var i = 0; i < causes.Length * 2; i++)
            {
                Assert.Equal(causes[i % causes.Length], new Cause(loaded[i].Kind, loaded[i].Reference));
                Assert.Equal(causes[i % causes.Length].Kind, loaded.KindOf(i));
            }
        }, iter: 60);

    [Fact]
    public void A_position_keeps_its_cause_among_positions_without_one() =>
        Gen.Select(GenCause, Gen.Int[0, 3]).Array[1, 400].Sample(granted =>
        {
            var (causes, given) = (new Causes(), new List<Cause?>());
            foreach (var (cause, kind) in granted)
                given.Add(kind switch { 0 => null, 1 => new Cause(cause.Kind, null), 2 => new Cause(cause.Kind, "again"), _ => cause });
            given.ForEach(causes.Append);
            var loaded = Reloaded(causes.Save, from => { var other = new Causes(); other.Load(from); return other; });
            for (var i = 0; i < given.Count; i++)
            {
                if (given[i] is { } cause)
                    Assert.Equal((cause, cause.Kind, cause), (causes.At(i + 1), causes.KindAt(i + 1), loaded.At(i + 1)));
            }
        }, iter: 100);

    [Fact]
    public void The_clock_tells_each_position_its_time_and_finds_the_last_one_of_a_time() =>
        Gen.Select(Gen.Int[-2, 3], Gen.Bool).Array[1, 700].Sample(steps =>
        {
            var (clock, times, stamp) = (new RecordingClock(), new List<long>(), 1_000L);
            foreach (var (step, ends) in steps)
            {
                clock.Append(new Instant(stamp += step), ends);
                times.Add(Math.Max(stamp, times.LastOrDefault(long.MinValue)));
            }
            for (var position = 1; position <= steps.Length; position++)
                Assert.Equal(times[position - 1], clock.TimeAt(position).Milliseconds);
            for (var time = times[0] - 1; time <= times[^1] + 1; time++)
            {
                var known = times.FindLastIndex(t => t <= time) + 1;
                while (known > 0 && !steps[known - 1].Item2)
                    known--;
                Assert.Equal(known, clock.KnownAt(time, steps.Length));
            }
        }, iter: 100);

    [Fact]
    public void Ends_of_batches_are_found_from_everywhere_in_them() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 2_000], Gen.UInt).Sample((percent, length, seed) =>
        {
            var (ends, clock) = (BitsOf(percent, length, seed), new RecordingClock());
            ends[^1] = true;
            ends.ForEach(end => clock.Append(new Instant(5), end));
            for (var i = 0; i < length; i++)
            {
                Assert.Equal(ends.FindLastIndex(i, e => e) + 1, clock.BatchEndUpTo(i + 1));
                Assert.Equal(ends.FindIndex(i, e => e) + 1, clock.BatchEndOf(i + 1));
            }
            Assert.Equal(0, clock.BatchEndUpTo(0));
        }, iter: 100);

    [Fact]
    public void Numbers_come_back_whatever_their_size_and_slope() =>
        Gen.Select(Gen.Long, Gen.Long[-70_000, 70_000], Gen.Int[0, 62], Gen.Long.Array[1, 900]).Sample((begin, slope, bits, noise) =>
        {
            // From very large ones on a line to small ones without.
            var numbers = noise.Select((n, i) => (bits % 3 == 0 ? 0 : (begin >> 2) + (slope * i)) + (n >>> (64 - bits))).ToList();
            var column = new PackedColumn();
            numbers.ForEach(column.Add);
            var loaded = Reloaded(column.Save, from => { var other = new PackedColumn(); other.Load(from); return other; });
            numbers.ForEach(loaded.Add);
            for (var i = 0; i < numbers.Count; i++)
                Assert.Equal((numbers[i], numbers[i], numbers[i]), (column[i], loaded[i], loaded[numbers.Count + i]));
        }, iter: 300);

    private static List<bool> BitsOf(int percent, int length, uint seed)
    {
        var dice = new Random((int)seed);
        return [.. Enumerable.Range(0, length).Select(_ => dice.Next(100) < percent)];
    }

    private static T Reloaded<T>(Action<PageWriter> save, Func<PageReader, T> load)
    {
        var file = new MemoryStream();
        var writer = new PageWriter(file);
        save(writer);
        writer.Finish();
        file.Position = 0;
        return load(new PageReader(file));
    }
}
