using AccessGovernance.AccessHistory.Checkpoints;
using AccessGovernance.Domain;
using AccessGovernance.EventLog;

namespace AccessGovernance.AccessHistory.Storage;

/// <summary>What a stream is about, where it is about one thing, and the revision that is due in it.</summary>
internal readonly struct StreamPlace(Node? subject, StreamRevision? other)
{
    public Node? Subject => subject;

    public long NextRevision => subject?.NextRevision ?? other!.Next;

    public void Advance()
    {
        if (subject is not null)
            subject.NextRevision++;
        else
            other!.Next++;
    }
}

/// <summary>The revision that is due in a stream that is about nothing with an id.</summary>
internal sealed class StreamRevision
{
    public int Next { get; set; }
}

/// <summary>Finds what streams are about. For the writer alone.</summary>
internal sealed class StreamPlaces(HistoryIndex index)
{
    private static readonly string IdentityPrefix = StreamNames.Of(new IdentityId(""));
    private static readonly string EntitlementPrefix = StreamNames.Of(new EntitlementId(""));
    private static readonly string ApplicationPrefix = StreamNames.Of(new AppId(""));

    private readonly Dictionary<string, StreamRevision> others = new(StringComparer.Ordinal);
    private string lastStream = "";
    private StreamPlace last;

    public StreamPlace Find(string stream)
    {
        if (stream == lastStream)
            return last;
        last = Subject(stream) is { } subject ? new StreamPlace(subject, null) : new StreamPlace(null, Other(stream));
        lastStream = stream;
        return last;
    }

    public void SaveOthers(PageWriter to)
    {
        to.Int(others.Count);
        foreach (var (stream, revision) in others)
        {
            to.Text(stream);
            to.Int(revision.Next);
        }
    }

    public void LoadOthers(PageReader from)
    {
        for (var left = from.Count(); left > 0; left--)
            Other(from.Text()).Next = from.Int();
    }

    private Node? Subject(string stream) => stream switch
    {
        _ when Begins(stream, IdentityPrefix) => index.Identities.Intern(stream.AsSpan(IdentityPrefix.Length)),
        _ when Begins(stream, EntitlementPrefix) => index.Entitlements.Intern(stream.AsSpan(EntitlementPrefix.Length)),
        _ when Begins(stream, ApplicationPrefix) => index.Applications.Intern(stream.AsSpan(ApplicationPrefix.Length)),
        _ => null,
    };

    private StreamRevision Other(string stream)
    {
        if (!others.TryGetValue(stream, out var revision))
            others[stream] = revision = new StreamRevision();
        return revision;
    }

    private static bool Begins(string stream, string prefix) => stream.StartsWith(prefix, StringComparison.Ordinal);
}
