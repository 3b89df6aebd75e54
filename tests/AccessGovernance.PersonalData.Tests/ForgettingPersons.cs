using System.Text;
using AccessGovernance.Domain;
using CsCheck;

namespace AccessGovernance.PersonalData.Tests;

public sealed class ForgettingPersons : IDisposable
{
    private const RetentionClass Profile = RetentionClass.Profile;

    private readonly StoreFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Makes_every_text_unreadable_for_good()
    {
        var box = folder.Sealer.Seal(Someone.Jane, Profile, default, "text");
        var evidence = folder.Sealer.Seal(Someone.Jane, RetentionClass.Evidence, default, "text");
        folder.Store.Destroy(Someone.Jane);
        Assert.Null(folder.Sealer.Open(Someone.Jane, Profile, default, box));
        folder.Close();
        Assert.Null(folder.Sealer.Open(Someone.Jane, Profile, default, box));
        Assert.Null(folder.Sealer.Open(Someone.Jane, RetentionClass.Evidence, default, evidence));
    }

    [Fact]
    public void Is_the_same_when_repeated_and_for_who_never_had_keys()
    {
        folder.Store.Destroy(Someone.Jane);
        folder.Store.Destroy(Someone.Jane);
        folder.Close();
        folder.Store.Destroy(Someone.Jane);
        Assert.True(folder.Store.IsDestroyed(Someone.Jane));
        Assert.False(folder.Store.IsDestroyed(Someone.John));
    }

    [Fact]
    public void Works_on_damaged_keys_too()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        folder.Query("UPDATE identity_key SET wrapped = randomblob(120)");
        folder.Store.Destroy(Someone.Jane);
        Assert.True(folder.Store.IsDestroyed(Someone.Jane));
    }

    [Fact]
    public void Lets_no_new_key_be_created()
    {
        folder.Store.Destroy(Someone.Jane);
        Assert.Equal([Someone.Jane], folder.Store.EnsureKeys([Someone.Jane, Someone.John]));
        var refusal = Assert.Throws<IdentityForgottenException>(() => folder.Sealer.Seal(Someone.Jane, Profile, default, "text"));
        Assert.DoesNotContain("jane", refusal.ToString(), StringComparison.Ordinal);
        Assert.Throws<IdentityForgottenException>(() => new Fingerprints(folder.Store).OfText(Someone.Jane, Profile, "text"));
        Assert.Throws<IdentityForgottenException>(() => folder.Store.Lookups.Remember(Someone.Jane, "mail", "jane@example.org"));
        folder.Sealer.Seal(Someone.John, Profile, default, "text");
    }

    [Fact]
    public void Leaves_no_byte_of_keys_and_hashes_in_any_file() => Gen.Int[1, 300].Array[1, 8].Sample(batches =>
    {
        using var some = new StoreFolder();
        var all = FillInBatches(some, batches);
        var gone = all.Where((_, i) => i % 3 == 0).ToHashSet();
        var secrets = SecretsOf(some, gone);
        Assert.All(secrets, s => Assert.True(some.Contains(s)));

        foreach (var identity in gone)
            some.Store.Destroy(identity);
        Assert.Equal(0, Found(some, secrets));
        Assert.Equal(all.Count - gone.Count, all.Count(i => !some.Store.IsDestroyed(i)));
        some.Close();
        Assert.Equal(0, Found(some, secrets));
    }, iter: 8, threads: 1);

    [Fact]
    public void Leaves_no_byte_even_when_keys_come_and_go_between() => Gen.Bool.Array[20, 60].Sample(steps =>
    {
        using var some = new StoreFolder();
        for (var i = 0; i < steps.Length; i++)
        {
            var identity = new IdentityId(new string('x', i * 4) + i);
            some.Store.Lookups.Remember(identity, "mail", $"{i}@example.org");
            some.Store.Lookups.Remember(identity, "login", $"login-{i}");
            var secrets = SecretsOf(some, [identity]);
            if (steps[i])
                some.Store.Destroy(identity);
            Assert.Equal(steps[i] ? 0 : secrets.Count, Found(some, secrets));
        }
    }, iter: 4, threads: 1);

    [Fact]
    public void Was_never_made_hard_by_plain_text_in_a_file()
    {
        const string canary = "Canary-4711";
        folder.Sealer.Seal(Someone.Jane, Profile, "here"u8, canary);
        folder.Store.Lookups.Remember(Someone.Jane, "mail", canary);
        folder.Store.Lookups.Remember(Someone.John, "mail", canary);
        new Fingerprints(folder.Store).OfText(Someone.Jane, Profile, canary);
        foreach (var form in new[] { canary, canary.ToLowerInvariant() })
        {
            Assert.False(folder.Contains(Encoding.UTF8.GetBytes(form)));
            Assert.False(folder.Contains(Encoding.Unicode.GetBytes(form)));
        }
        Assert.True(folder.Contains("jane"u8));
    }

    private static List<IdentityId> FillInBatches(StoreFolder some, int[] batches)
    {
        var all = new List<IdentityId>();
        foreach (var size in batches)
        {
            // Backwards, and of many lengths, so that pages split and merge.
            var batch = Enumerable.Range(0, size)
                .Select(i => new IdentityId($"{size - i}-{all.Count}-{new string('y', i * 37 % 200)}")).ToList();
            some.Store.EnsureKeys(batch);
            // Each is a commit of its own: of a few, which are enough to fill and split pages.
            foreach (var identity in batch.Where((_, i) => i % 5 == 0))
                some.Store.Lookups.Remember(identity, "mail", $"{identity.Value}@example.org");
            all.AddRange(batch);
        }
        return all;
    }

    /// <summary>Pieces of 16 bytes of all wrapped keys and look-up hashes of the identities.</summary>
    private static List<byte[]> SecretsOf(StoreFolder some, HashSet<IdentityId> identities)
    {
        var rows = some.Query("SELECT identity, wrapped FROM identity_key");
        rows.AddRange(some.Query("SELECT k.identity, l.hash FROM lookup l JOIN identity_key k ON k.number = l.identity WHERE l.live = 1"));
        return [.. rows.Where(r => identities.Contains(new((string)r[0])))
            .SelectMany(r => ((byte[])r[1]).Chunk(16)).Where(c => c.Length == 16)];
    }

    private static int Found(StoreFolder some, List<byte[]> secrets)
    {
        var files = some.Files();
        return secrets.Count(s => files.Exists(f => f.AsSpan().IndexOf(s) >= 0));
    }
}
