using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews.Items;

namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// The hash of a population: SHA-256 over one line of UTF-8 for each item in order (number, identity, entitlement, application, risk, subjects,
/// direct, through, since, until, cause, its reference, recommendation, reasons, peers, peers holding, last used, requesters, approvers,
/// provisioners, implied, place of the reviewers), then one for each resolution in order (reviewers with their kinds; steps as rule, person and
/// result). Tabs stand between fields, unit separators (U+001F) between the elements of a list, a line feed at the end. Words are their
/// stored numbers, instants milliseconds, and what is absent is empty. Ids have no control characters, so that no two populations share their
/// bytes. Not thread-safe.
/// </summary>
internal sealed class CanonicalPopulation : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const int MostBytesOfNumber = 24;
    private const byte Field = (byte)'\t';
    private const byte Line = (byte)'\n';
    private const byte Element = 0x1F;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[BufferBytes];
    private int used;

    /// <summary>64 hexadecimal digits.</summary>
    public static string Hash(ImmutableArray<FrozenItem> items, IReadOnlyList<ResolvedReviewers> resolutions)
    {
        using var canonical = new CanonicalPopulation();
        foreach (var item in items)
            canonical.Add(item);
        foreach (var resolution in resolutions)
            canonical.Add(resolution);
        canonical.Flush();
        return Convert.ToHexStringLower(canonical.hash.GetHashAndReset());
    }

    public void Dispose() => hash.Dispose();

    private void Add(FrozenItem item)
    {
        Add(item.Number.Value, Field);
        Add(item.Identity.Value, Field);
        Add(item.Entitlement.Value, Field);
        Add(item.Application.Value, Field);
        Add((int)item.Risk, Field);
        Add(item.Subjects);
        Add(item.Origin);
        Add(item.Advice);
        Add(item.Involved?.Requesters ?? []);
        Add(item.Involved?.Approvers ?? []);
        Add(item.Involved?.Provisioners ?? []);
        Add(item.Implied);
        Add(item.Reviewers, Line);
    }

    private void Add(ItemOrigin origin)
    {
        Add(origin.Direct ? 1 : 0, Field);
        Add(origin.Through);
        Add(origin.Since.Milliseconds, Field);
        Add(origin.Until);
        Add((int)origin.Cause, Field);
        Add(origin.Reference ?? "", Field);
    }

    private void Add(ItemAdvice advice)
    {
        Add((int)advice.Recommendation, Field);
        foreach (var reason in advice.Reasons)
            Add((int)reason, Element);
        Add(Field);
        Add(advice.Peers, Field);
        Add(advice.PeersHolding, Field);
        Add(advice.LastUsed);
    }

    private void Add(ResolvedReviewers resolution)
    {
        foreach (var reviewer in resolution.Reviewers)
        {
            Add(reviewer.Person.Value, Element);
            Add((int)reviewer.Kinds, Element);
        }
        Add(Field);
        foreach (var step in resolution.Trace)
        {
            Add((int)step.Rule, Element);
            Add(step.Person?.Value ?? "", Element);
            Add((int)step.Result, Element);
        }
        Add(Line);
    }

    private void Add(ImmutableArray<PersonId> persons)
    {
        foreach (var person in persons)
            Add(person.Value, Element);
        Add(Field);
    }

    private void Add(ImmutableArray<EntitlementId> entitlements)
    {
        foreach (var entitlement in entitlements)
            Add(entitlement.Value, Element);
        Add(Field);
    }

    private void Add(Instant? at)
    {
        if (at is { } instant)
            Add(instant.Milliseconds, Field);
        else
            Add(Field);
    }

    private void Add(long number, byte end)
    {
        if (used > BufferBytes - MostBytesOfNumber)
            Flush();
        _ = Utf8Formatter.TryFormat(number, buffer.AsSpan(used), out var written);
        used += written;
        buffer[used++] = end;
    }

    private void Add(string text, byte end)
    {
        if (used > BufferBytes - Encoding.UTF8.GetMaxByteCount(text.Length) - 1)
            Flush();
        used += Encoding.UTF8.GetBytes(text, buffer.AsSpan(used));
        buffer[used++] = end;
    }

    private void Add(byte end)
    {
        if (used == BufferBytes)
            Flush();
        buffer[used++] = end;
    }

    private void Flush()
    {
        hash.AppendData(buffer, 0, used);
        used = 0;
    }
}
