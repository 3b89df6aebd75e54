using System.Runtime.Versioning;

namespace AccessGovernance.PersonalData.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class OpeningTheMasterKey : IDisposable
{
    private readonly StoreFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Creates_a_file_that_its_owner_alone_may_read()
    {
        MasterKey.Open(folder.KeyPath, folder.StorePath);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.KeyPath));
        Assert.Equal(MasterKey.Length, new FileInfo(folder.KeyPath).Length);
        Assert.Equal([folder.KeyPath], Directory.GetFiles(folder.Directory));
    }

    [Fact]
    public void Reads_the_same_key_again()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        var key = File.ReadAllBytes(folder.KeyPath);
        folder.Close();
        folder.Store.EnsureKeys([Someone.John]);
        Assert.Equal(key, File.ReadAllBytes(folder.KeyPath));
    }

    [Fact]
    public void Is_not_hindered_by_the_draft_of_a_crashed_start()
    {
        File.WriteAllText(folder.KeyPath + ".new", "half");
        File.WriteAllText(folder.StorePath + ".new", "half");
        folder.Store.EnsureKeys([Someone.Jane]);
        Assert.DoesNotContain(Directory.GetFiles(folder.Directory), f => f.EndsWith(".new", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Is_refused_when_others_may_use_the_file(UnixFileMode more)
    {
        MasterKey.Open(folder.KeyPath, folder.StorePath);
        File.SetUnixFileMode(folder.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        Assert.Contains("chmod 600 " + folder.KeyPath, Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Is_refused_at_a_wrong_length(int length)
    {
        MasterKey.Open(folder.KeyPath, folder.StorePath);
        File.WriteAllBytes(folder.KeyPath, new byte[length]);
        Assert.Contains($"{folder.KeyPath} has {length} bytes", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_refused_when_it_is_missing_beside_a_store()
    {
        folder.Store.EnsureKeys([Someone.Jane]);
        folder.Close();
        File.Delete(folder.KeyPath);
        Assert.Contains($"{folder.KeyPath} is missing", Refusal(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.KeyPath));
    }

    [Fact]
    public void Names_the_file_when_its_directory_does_not_exist()
    {
        var path = Path.Combine(folder.Directory, "nowhere", "master.key");
        var refusal = Assert.Throws<KeyStoreException>(() => MasterKey.Open(path, folder.StorePath));
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prints_nothing_of_it() => Assert.Equal("[master key]", MasterKey.Open(folder.KeyPath, folder.StorePath).ToString());

    private string Refusal() => Assert.Throws<KeyStoreException>(() => MasterKey.Open(folder.KeyPath, folder.StorePath)).Message;
}
