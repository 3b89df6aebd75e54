using System.Text;
using Microsoft.Data.Sqlite;

namespace AccessGovernance.Server.Tests;

/// <summary>A server that cannot start says which file or setting, and what to do, and ends with an error code. Nothing is changed.</summary>
public sealed class Starting
{
    [Fact]
    public async Task A_second_server_on_the_same_directory_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        await admin.NewIdentity();

        var (code, output) = await ServerProcess.Fail(folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("in use by another process", output, StringComparison.Ordinal);
        Assert.Contains("what to do:", output, StringComparison.Ordinal);
        await admin.NewIdentity();
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        await Fill(folder);
        await using (var connection = new SqliteConnection($"Data Source={folder.File("history.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE store SET format = 99";
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }
        await AssertRefused(folder, "history.db", "newer build");
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task A_damaged_history_is_named_with_what_to_do(int where)
    {
        using var folder = new TemporaryFolder();
        await Fill(folder);
        using (var file = File.OpenWrite(folder.File("history.db")))
        {
            file.Position = where == 0 ? 0 : 4_096;
            file.Write(Encoding.ASCII.GetBytes(new string('!', 4_096)));
        }
        await AssertRefused(folder, "history.db", "backup");
    }

    [Theory, InlineData("keys.db"), InlineData("master.key"), InlineData("token-signing.key")]
    public async Task Damaged_keys_are_named_with_what_to_do(string name)
    {
        using var folder = new TemporaryFolder();
        await Fill(folder);
        await File.WriteAllTextAsync(folder.File(name), new string('!', 8_192));
        await AssertRefused(folder, name, "backup");
    }

    [Theory, InlineData("keys.db"), InlineData("master.key")]
    public async Task Missing_keys_are_named_with_what_to_do(string name)
    {
        using var folder = new TemporaryFolder();
        await Fill(folder);
        foreach (var file in Directory.GetFiles(folder.Path, name + "*"))
            File.Delete(file);
        await AssertRefused(folder, name, "restore");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_missing_or_empty_history_beside_its_keys_is_not_begun_anew(bool isThere)
    {
        using var folder = new TemporaryFolder();
        await Fill(folder);
        foreach (var file in Directory.GetFiles(folder.Path, "history.db*"))
            File.Delete(file);
        if (isThere)
            await File.WriteAllBytesAsync(folder.File("history.db"), []);
        await AssertRefused(folder, "history.db is missing or empty", "restore history.db from its backup");
    }

    [SmallDiskFact]
    public async Task A_disk_that_may_not_be_written_is_told_from_a_directory_in_use()
    {
        using var disk = new SmallDisk(24);
        await using (var server = await ServerProcess.Start(disk.Path))
            await server.Stop();
        disk.MakeReadOnly();

        var (code, output) = await ServerProcess.Fail(disk.Path);

        Assert.Equal(1, code);
        Assert.Contains("history.db", output, StringComparison.Ordinal);
        Assert.Contains("whether its disk may be written", output, StringComparison.Ordinal);
        Assert.DoesNotContain("in use", output, StringComparison.Ordinal);
    }

    [Theory, InlineData("--grpc-port", "70000", "grpc-port"), InlineData("--config", "/nonexistent.json", "/nonexistent.json")]
    public async Task Bad_settings_are_named(string option, string value, string named)
    {
        using var folder = new TemporaryFolder();
        var (code, output) = await ServerProcess.Fail(folder.Path, option, value);
        Assert.NotEqual(0, code);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        await using var server = await ServerProcess.Start(first.Path);
        var (code, output) = await ServerProcess.Fail(second.Path, "--grpc-port", server.Grpc.Port.ToString());
        Assert.Equal(1, code);
        Assert.Contains("--grpc-port", output, StringComparison.Ordinal);
    }

    private static async Task AssertRefused(TemporaryFolder folder, string file, string remedy)
    {
        var before = folder.Copy("history.db", "keys.db");
        var (code, output) = await ServerProcess.Fail(folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("error:", output, StringComparison.Ordinal);
        Assert.Contains(file, output, StringComparison.Ordinal);
        Assert.Contains(remedy, output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(before, folder.Copy("history.db", "keys.db"));
    }

    private static async Task Fill(TemporaryFolder folder)
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        await admin.NewIdentity();
        await server.Stop();
    }
}
