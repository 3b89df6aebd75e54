using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Domain;
using AccessGovernance.Domain.Reviews;

namespace AccessGovernance.EventLog.Events;

/// <summary>Ids of events: the same request always yields the same ones, so that a repeated append is recognised.</summary>
public static class EventIds
{
    /// <param name="index">Place of the event among those of the request in this stream, from 0.</param>
    public static Guid Derive(string stream, RequestId request, int index) =>
        DerivedUuid.Of("event", stream, request.ToString(), index.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Request ids of processes and imports, which must repeat themselves exactly after a crash.</summary>
public static class RequestIds
{
    /// <param name="purpose">Names the process, so that two of them never share an id.</param>
    /// <param name="parts">What the process read; order and boundaries count.</param>
    public static RequestId Derive(string purpose, params ReadOnlySpan<string> parts) =>
        new(DerivedUuid.Of("request", [purpose, .. parts]));
}

/// <summary>Ids of what a request creates. A request id is scoped to the resource that it changes, and so is what derives.</summary>
public static class DerivedIds
{
    public static GrantId Grant(IdentityId identity, RequestId request) => new(DerivedUuid.Of("grant", identity.Value, request.ToString()));

    public static ConferralId Conferral(RequestId request) => new(DerivedUuid.Of("conferral", request.ToString()));

    public static LinkId Link(IdentityId identity, RequestId request) => new(DerivedUuid.Of("link", identity.Value, request.ToString()));

    public static HoldId Hold(IdentityId identity, RequestId request) => new(DerivedUuid.Of("hold", identity.Value, request.ToString()));

    public static TokenId Token(RequestId request) => new(DerivedUuid.Of("token", request.ToString()));

    public static DefinitionId Definition(RequestId request) => new(DerivedUuid.Of("definition", request.ToString()));

    public static CampaignId Campaign(RequestId request) => new(DerivedUuid.Of("campaign", request.ToString()));

    /// <param name="kind">What it is about, by a word that never changes.</param>
    /// <param name="parts">What tells it apart from others to the same person: stage, hours, application.</param>
    public static MessageId Message(CampaignId campaign, PersonId to, string kind, params ReadOnlySpan<string> parts) =>
        new(DerivedUuid.Of("message", [campaign.ToString(), to.Value, kind, .. parts]));

    public static SnapshotId Snapshot(RequestId request) => new(DerivedUuid.Of("snapshot", request.ToString()));
}

/// <summary>UUIDs of version 8 (RFC 9562): SHA-256 over the parts, each preceded by its length. A storage format.</summary>
internal static class DerivedUuid
{
    private const string Space = "access-governance/v1";
    private const int UsualBytes = 512;

    public static Guid Of(string kind, params ReadOnlySpan<string> parts)
    {
        var length = LengthOf(Space) + LengthOf(kind);
        foreach (var part in parts)
            length += LengthOf(part);
        var content = length <= UsualBytes ? stackalloc byte[length] : new byte[length];
        var rest = Put(Space, content);
        rest = Put(kind, rest);
        foreach (var part in parts)
            rest = Put(part, rest);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        // In one call: a hash that is fed piece by piece costs several times as much as these few bytes.
        SHA256.HashData(content, digest);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }

    private static int LengthOf(string part) => sizeof(int) + Encoding.UTF8.GetByteCount(part);

    private static Span<byte> Put(string part, Span<byte> to)
    {
        var length = Encoding.UTF8.GetBytes(part, to[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(to, length);
        return to[(sizeof(int) + length)..];
    }
}
