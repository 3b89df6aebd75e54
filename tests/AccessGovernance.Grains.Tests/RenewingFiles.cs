using AccessGovernance.Server.Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AccessGovernance.Grains.Tests;

/// <summary>Files that are renewed on disk are used from then on.</summary>
public sealed class RenewingFiles : IDisposable
{
    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("renewing-");
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private bool canBeRead = true;

    [Fact]
    public void What_could_not_be_read_once_is_read_at_the_next_look_though_nothing_has_changed_since()
    {
        var file = Path.Combine(folder.FullName, "a.pem");
        File.WriteAllText(file, "first");
        var renewed = new RenewedFiles<string>(
            [file], () => canBeRead ? File.ReadAllText(file) : throw new IOException("in use"), time, NullLogger.Instance);
        File.WriteAllText(file, "second");
        Assert.Equal("first", renewed.Current);

        canBeRead = false;
        time.Advance(RenewedFiles<string>.LookEvery);
        Assert.Equal("first", renewed.Current);
        canBeRead = true;
        Assert.Equal("first", renewed.Current);
        time.Advance(RenewedFiles<string>.LookEvery);
        Assert.Equal("second", renewed.Current);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
