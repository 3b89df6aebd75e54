using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.AccessHistory.Storage;

namespace AccessGovernance.AccessHistory.Evaluation;

/// <summary>
/// SHA-256 over all that the history says of access up to a position, row by row in the order of ids: kinds, ids, times and positions, never
/// how they are laid out in memory. Numbers are little-endian; texts carry their length. Serves one question.
/// </summary>
internal sealed class HistoryDigest(HistoryIndex index, long position) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] row = new byte[1 << 16];
    private int used;

    public void Dispose() => hash.Dispose();

    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public byte[] Make(CancellationToken cancellation)
    {
        Number(position);
        Number(index.Clock.TimeAt(position).Milliseconds);
        foreach (var identity in InOrder(index.Identities))
        {
            cancellation.ThrowIfCancellationRequested();
            Add(identity);
        }
        foreach (var entitlement in InOrder(index.Entitlements))
        {
            cancellation.ThrowIfCancellationRequested();
            Add(entitlement);
        }
        foreach (var application in InOrder(index.Applications))
            Add(application);
        EndRow();
        return hash.GetHashAndReset();
    }

    private static IEnumerable<TNode> InOrder<TNode>(Names<TNode> names) where TNode : Node =>
        Enumerable.Range(0, names.Count).Select(i => names[i]).OrderBy(n => n.Id, IdOrder.Instance);

    private void Add(IdentityNode identity)
    {
        AddNode('i', identity);
        foreach (ref readonly var record in identity.Status)
        {
            if (Begin('s', identity, record.Mark))
            {
                Number((long)record.Change);
                Number(record.At.Milliseconds);
            }
        }
        foreach (var link in identity.Links.ToArray().OrderBy(l => index.Links[l].Id))
        {
            var (id, role) = (index.Links[link].Id, (long)index.Links[link].Role);
            AddVersions(new('l', id, role), identity, index.Persons.IdOf(index.Links[link].Object), index.Links.VersionsOf(link));
        }
        foreach (var grant in identity.Grants.Published.ToArray().OrderBy(index.Grants.IdOf))
        {
            var opened = index.Grants.OpenedAt(grant);
            if (opened > position)
                continue;
            var (id, entitlement, cause) = (index.Grants.IdOf(grant), index.Entitlements[index.Grants.OwnerOf(grant)], index.Causes.At(opened));
            AddVersions(new('g', id, (long)cause.Kind), identity, entitlement.Id, index.Grants.VersionsOf(grant));
            Text(cause.Reference ?? "");
        }
    }

    private void Add(EntitlementNode entitlement)
    {
        AddNode('e', entitlement);
        foreach (ref readonly var placement in entitlement.Placements.Published)
        {
            if (Begin('p', entitlement, placement.Mark))
            {
                Text(index.Applications[placement.Application].Id);
                Number(placement.From.Milliseconds);
            }
        }
        foreach (ref readonly var retirement in entitlement.Retirements.Published)
        {
            if (Begin('r', entitlement, retirement.Mark))
                Number(retirement.At.Milliseconds);
        }
        foreach (var edge in entitlement.Outgoing.Published.ToArray().OrderBy(index.Conferrals.IdOf))
        {
            var to = index.Entitlements[index.Conferrals.OwnerOf(edge)].Id;
            AddVersions(new('c', index.Conferrals.IdOf(edge), 0), entitlement, to, index.Conferrals.VersionsOf(edge));
        }
    }

    private void Add(ApplicationNode application)
    {
        AddNode('a', application);
        foreach (ref readonly var record in application.Governed.Published)
        {
            if (Begin('o', application, record.Mark))
                Number(record.From.Milliseconds);
        }
    }

    // What is not registered yet may be mentioned already, and is told by what mentions it.
    private void AddNode(char kind, Node node)
    {
        if (node.Registered.Position > 0)
            Begin(kind, node, node.Registered);
    }

    private void AddVersions(in Kind kind, Node subject, string of, IEnumerable<FactVersion> versions)
    {
        foreach (var version in versions)
        {
            if (!Begin(kind.Letter, subject, version.Mark))
                continue;
            Number(kind.Code);
            Number((long)version.Change);
            Number(version.From);
            Number(version.Until);
            kind.Id.TryWriteBytes(Room(16));
            Text(of);
        }
    }

    /// <summary>Begins a row; answers false when the record is after the position.</summary>
    private bool Begin(char kind, Node subject, in Mark mark)
    {
        if (mark.Position > position)
            return false;
        EndRow();
        Room(1)[0] = (byte)kind;
        Text(subject.Id);
        Number(mark.Position);
        Text(index.ActorAt(mark.Position));
        if (mark.Imported)
            Number(index.Imports.SourceTimeAt(mark.Position));
        return true;
    }

    private void EndRow()
    {
        hash.AppendData(row, 0, used);
        used = 0;
    }

    private void Number(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);

    private void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        Encoding.UTF8.GetBytes(text, Room(length));
    }

    private Span<byte> Room(int bytes)
    {
        if (used + bytes > row.Length)
            EndRow();
        used += bytes;
        return row.AsSpan(used - bytes, bytes);
    }

    /// <summary>A kind of fact, one of these, and the code of its role or cause.</summary>
    private readonly record struct Kind(char Letter, Guid Id, long Code);
}
