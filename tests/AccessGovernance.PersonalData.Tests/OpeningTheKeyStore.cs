using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData.Tests;

public sealed class OpeningTheKeyStore : IDisposable
{
    private readonly StoreFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Finds_the_keys_of_before()
    {
        var box = folder.Sealer.Seal(Someone.Jane, RetentionClass.Profile, "here"u8, "text");
        folder.Close();
        Assert.Equal("text", folder.Sealer.Open(Someone.Jane, RetentionClass.Profile, "here"u8, box));
    }

    [Fact]
    public void Finds_the_keys_after_a_crash_and_empties_the_write_ahead_log()
    {
        var box = folder.Sealer.Seal(Someone.Jane, RetentionClass.Profile, "here"u8, "text");
        using var crashed = new StoreFolder();
        foreach (var file in Directory.GetFiles(folder.Directory))
            File.Copy(file, Path.Combine(crashed.Directory, Path.GetFileName(file)));
        Assert.NotEqual(0, new FileInfo(crashed.StorePath + "-wal").Length);
        Assert.Equal("text", crashed.Sealer.Open(Someone.Jane, RetentionClass.Profile, "here"u8, box));
        Assert.Equal(0, new FileInfo(crashed.StorePath + "-wal").Length);
    }

    [Fact]
    public void Is_refused_with_another_master_key()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        folder.Close();
        File.WriteAllBytes(folder.KeyPath, new byte[MasterKey.Length]);
        Assert.Contains("do not belong together", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_refused_at_a_newer_format()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        folder.Query("UPDATE store SET value = 2 WHERE name = 'format'");
        Assert.Contains("has format 2", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(20_000)]
    public void Is_refused_when_the_file_is_torn(int length)
    {
        folder.Store.EnsureKeys([.. Enumerable.Range(0, 200).Select(i => new IdentityId($"identity-{i}"))]);
        folder.Close();
        using (var file = File.OpenWrite(folder.StorePath))
            file.SetLength(length);
        Assert.Contains("keys.db", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_refused_when_only_the_write_ahead_log_is_left()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        folder.Close();
        File.Delete(folder.StorePath);
        File.WriteAllText(folder.StorePath + "-wal", "old");
        Assert.Contains("is missing", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_refused_while_another_has_it_open()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        Assert.Contains("in use", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_damaged_keys_when_they_are_used()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        folder.Query("UPDATE identity_key SET wrapped = randomblob(120)");
        var refusal = Assert.Throws<KeyStoreException>(() => folder.Sealer.Seal(Someone.Jane, RetentionClass.Profile, default, "text"));
        Assert.Contains($"{folder.StorePath} is damaged", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_take_the_keys_of_one_identity_for_those_of_another()
    {
        folder.Store.EnsureKeys([Someone.Jane, Someone.John]);
        folder.Query("UPDATE identity_key SET wrapped = (SELECT wrapped FROM identity_key WHERE identity = 'jane')");
        Assert.Throws<KeyStoreException>(() => folder.Sealer.Seal(Someone.John, RetentionClass.Profile, default, "text"));
    }

    private string Refusal() => Assert.Throws<KeyStoreException>(
        () => KeyStore.Open(folder.StorePath, MasterKey.Open(folder.KeyPath, folder.StorePath)).Dispose()).Message;
}
