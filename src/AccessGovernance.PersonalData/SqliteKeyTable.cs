using AccessGovernance.Domain;

namespace AccessGovernance.PersonalData;

/// <summary>Keys in a file that belongs to one process, and that holds nothing any more of what was destroyed.</summary>
internal sealed class SqliteKeyTable(KeyDatabase database) : IKeyTable
{
    public string Name => database.Path;

    public T Run<T>(Func<T> action) => database.Run(action);

    public T Transact<T>(Func<T> action) => database.Transact(action);

    public void TakeTurns()
    {
        // One process, and one transaction at a time.
    }

    public byte[]? Value(string name) => database.Scalar("SELECT value FROM store WHERE name = $name", ("$name", name)) as byte[];

    public KeyRow? Find(IdentityId identity)
    {
        using var row = database.Query(
            "SELECT wrapped, destroyed FROM identity_key WHERE identity = $identity", ("$identity", identity.Value));
        return row.Read() ? new KeyRow((byte[])row.GetValue(0), row.GetInt64(1) != 0) : null;
    }

    public KeyRow FindOrInsert(IdentityId identity, Func<byte[]> wrapped)
    {
        if (Find(identity) is { } found)
            return found;
        var row = new KeyRow(wrapped(), false);
        Insert(identity, row);
        return row;
    }

    public void Erase(IdentityId identity, int length) => database.Erase(() =>
    {
        // Of the same length, so that SQLite writes over the row where it lies.
        var changed = database.Execute(
            "UPDATE identity_key SET wrapped = zeroblob(length(wrapped)), destroyed = 1 WHERE identity = $identity",
            ("$identity", identity.Value));
        if (changed == 0)
            Insert(identity, new KeyRow(new byte[length], true));
        // By random bytes, so that the index stays even.
        database.Execute(
            "UPDATE lookup SET hash = randomblob(32), live = 0 WHERE identity = $number AND live = 1", ("$number", NumberOf(identity)));
    });

    public void FinishErasing() => database.FinishErasing();

    public bool Remember(IdentityId identity, string attribute, byte[] hash)
    {
        if (Find(identity) is not { IsDestroyed: false })
            return false;
        if (!Holders(hash).Contains(identity))
        {
            database.Execute("INSERT INTO lookup(identity, attribute, hash, live) VALUES($number, $attribute, $hash, 1)",
                ("$number", NumberOf(identity)), ("$attribute", attribute), ("$hash", hash));
        }
        return true;
    }

    // The index holds two bytes of a hash, too few to recognise anyone by, because pages of an index keep copies of what was removed.
    public IReadOnlyList<IdentityId> Holders(byte[] hash)
    {
        var found = new List<IdentityId>();
        using var rows = database.Query("""
            SELECT k.identity FROM lookup l JOIN identity_key k ON k.number = l.identity
            WHERE substr(l.hash, 1, 2) = $bucket AND l.hash = $hash AND l.live = 1
            """, ("$bucket", hash[..2]), ("$hash", hash));
        while (rows.Read())
            found.Add(new IdentityId(rows.GetString(0)));
        return found;
    }

    public void Dispose() => database.Dispose();

    private void Insert(IdentityId identity, KeyRow row) => database.Execute(
        "INSERT INTO identity_key(identity, wrapped, destroyed) VALUES($identity, $wrapped, $destroyed)",
        ("$identity", identity.Value), ("$wrapped", row.Wrapped), ("$destroyed", row.IsDestroyed ? 1L : 0L));

    private long NumberOf(IdentityId identity) =>
        (long)database.Scalar("SELECT number FROM identity_key WHERE identity = $identity", ("$identity", identity.Value))!;
}
