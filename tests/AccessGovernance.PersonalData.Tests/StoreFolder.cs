using AccessGovernance.Domain;
using Microsoft.Data.Sqlite;

namespace AccessGovernance.PersonalData.Tests;

/// <summary>A key store in a directory of its own, which ends with the test.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly Lock opening = new();
    private KeyStore? store;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("keys-").FullName;

    public string KeyPath => Path.Combine(Directory, "master.key");

    public string StorePath => Path.Combine(Directory, "keys.db");

    /// <summary>Opened when it is first asked for; properties ask from many threads.</summary>
    public KeyStore Store
    {
        get
        {
            lock (opening)
                return store ??= KeyStore.Open(StorePath, MasterKey.Open(KeyPath, StorePath));
        }
    }

    public PersonalDataSealer Sealer => new(Store);

    public void Close()
    {
        store?.Dispose();
        store = null;
    }

    /// <summary>Runs a query on the closed file.</summary>
    public List<object[]> Query(string sql)
    {
        Close();
        using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>Says whether some file of the directory contains the bytes.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes)
    {
        foreach (var content in Files())
        {
            if (content.AsSpan().IndexOf(bytes) >= 0)
                return true;
        }
        return false;
    }

    public List<byte[]> Files() => [.. System.IO.Directory.GetFiles(Directory).Select(File.ReadAllBytes)];

    public void Dispose()
    {
        Close();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

internal static class Someone
{
    public static readonly IdentityId Jane = new("jane");
    public static readonly IdentityId John = new("john");
}
