using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData.Tests;

[Trait("Rule", "12")]
public sealed class Fingerprinting : IDisposable
{
    private readonly StoreFolder folder = new();

    private Fingerprints Prints => new(folder.Store);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tells_the_same_request_from_another_after_a_restart_too()
    {
        var print = Prints.Of("request"u8);
        folder.Close();
        Assert.Equal(print, Prints.Of("request"u8));
        Assert.NotEqual(print, Prints.Of("request2"u8));
    }

    [Fact]
    public void Reveals_nothing_without_the_key_of_the_store()
    {
        using var other = new StoreFolder();
        Assert.NotEqual(Prints.Of("request"u8), new Fingerprints(other.Store).Of("request"u8));
    }

    [Fact]
    public void Of_a_text_belongs_to_one_identity_and_class()
    {
        var print = Prints.OfText(Someone.Jane, RetentionClass.Profile, "text");
        Assert.Equal(print, Prints.OfText(Someone.Jane, RetentionClass.Profile, "text"));
        Assert.NotEqual(print, Prints.OfText(Someone.Jane, RetentionClass.Profile, "Text"));
        Assert.NotEqual(print, Prints.OfText(Someone.Jane, RetentionClass.Evidence, "text"));
        Assert.NotEqual(print, Prints.OfText(Someone.John, RetentionClass.Profile, "text"));
    }
}
