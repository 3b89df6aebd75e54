using System.Security.Cryptography;
using AccessGovernance.Domain;
using CsCheck;

namespace AccessGovernance.PersonalData.Tests;

public sealed class SealingTexts : IDisposable
{
    private const RetentionClass Profile = RetentionClass.Profile;

    private static readonly Gen<string> Text =
        Gen.OneOf(Gen.String[Gen.Char[' ', '~'], 0, 100], Gen.Const("Zażółć 🙂"), Gen.Const("a\0b\0"));

    private readonly StoreFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Is_undone_by_opening() =>
        Gen.Select(Text, Gen.Enum<RetentionClass>(), Gen.Byte.Array[0, 40]).Sample((text, retention, data) =>
        {
            var box = folder.Sealer.Seal(Someone.Jane, retention, data, text);
            Assert.Equal(text, folder.Sealer.Open(Someone.Jane, retention, data, box));
        }, iter: 500);

    [Fact]
    public void Binds_the_text_to_subject_class_and_data()
    {
        var box = folder.Sealer.Seal(Someone.Jane, Profile, "here"u8, "text");
        folder.Store.EnsureKeys([Someone.John]);
        Fails(() => folder.Sealer.Open(Someone.John, Profile, "here"u8, box));
        Fails(() => folder.Sealer.Open(Someone.Jane, RetentionClass.Evidence, "here"u8, box));
        Fails(() => folder.Sealer.Open(Someone.Jane, Profile, "there"u8, box));
        Fails(() => folder.Sealer.Open(Someone.Jane, Profile, "her"u8, box));
    }

    [Fact]
    public void Shows_every_change_of_a_byte() => Gen.Select(Text, Gen.Int[0, 10_000], Gen.Byte[1, 255]).Sample((text, place, change) =>
    {
        var box = folder.Sealer.Seal(Someone.Jane, Profile, "here"u8, text);
        box[place % box.Length] ^= change;
        Fails(() => folder.Sealer.Open(Someone.Jane, Profile, "here"u8, box));
    }, iter: 500);

    [Fact]
    public void Shows_every_missing_end()
    {
        var box = folder.Sealer.Seal(Someone.Jane, Profile, "here"u8, "a text of some length");
        for (var length = 0; length < box.Length; length++)
            Fails(() => folder.Sealer.Open(Someone.Jane, Profile, "here"u8, box.AsSpan(0, length)));
    }

    [Fact]
    public void Hides_the_length_in_blocks_of_16() => Text.Sample(text =>
    {
        var box = folder.Sealer.Seal(Someone.Jane, Profile, default, text);
        Assert.Equal(0, (box.Length - 29) % 16);
        Assert.InRange(box.Length - 29 - System.Text.Encoding.UTF8.GetByteCount(text), 4, 19);
    }, iter: 200);

    [Fact]
    public void Gives_another_ciphertext_every_time() => Assert.NotEqual(
        folder.Sealer.Seal(Someone.Jane, Profile, default, "text"), folder.Sealer.Seal(Someone.Jane, Profile, default, "text"));

    [Fact]
    public void Refuses_half_a_character_without_naming_it()
    {
        var refusal = Assert.Throws<ArgumentException>(() => folder.Sealer.Seal(Someone.Jane, Profile, default, "secret \uD800"));
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("D800", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_mistake_a_key_that_never_was_for_a_forgotten_one()
    {
        var box = folder.Sealer.Seal(Someone.Jane, Profile, default, "text");
        Assert.Throws<KeyStoreException>(() => folder.Sealer.Open(Someone.John, Profile, default, box));
    }

    [Fact]
    public async Task Works_from_many_threads_while_others_are_forgotten()
    {
        var work = Enumerable.Range(0, 64).Select(i => Task.Run(() =>
        {
            var (kept, gone) = (new IdentityId($"kept-{i % 8}"), new IdentityId($"gone-{i}"));
            var (box, lost) = (folder.Sealer.Seal(kept, Profile, default, "text"), folder.Sealer.Seal(gone, Profile, default, "text"));
            folder.Store.Destroy(gone);
            return (folder.Sealer.Open(kept, Profile, default, box), folder.Sealer.Open(gone, Profile, default, lost));
        }));
        Assert.All(await Task.WhenAll(work.ToList()), r => Assert.Equal(("text", null), r));
    }

    [Fact]
    public void Creates_ten_thousand_keys_in_one_transaction()
    {
        var many = Enumerable.Range(0, 10_000).Select(i => new IdentityId($"identity-{i}")).ToList();
        Assert.Empty(folder.Store.EnsureKeys(many));
        Assert.Equal(10_000L, folder.Query("SELECT count(*) FROM identity_key WHERE length(wrapped) = 120")[0][0]);
    }

    private static void Fails(Action open) => Assert.ThrowsAny<CryptographicException>(open);
}
