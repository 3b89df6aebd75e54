using System.Collections.Immutable;
using System.Text;
using AccessGovernance.Domain.Reviews.Items;
using AccessGovernance.EventLog;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Server.Reviews.Running;

/// <summary>
/// A part of a population in pieces that fit into one event each, in order; nearly always one. Items that together with much else follow from a role, or
/// are reviewed by many, may need several. Immutable.
/// </summary>
/// <param name="First">With as many items as fit.</param>
/// <param name="Further">Those after them.</param>
/// <param name="TooLarge">Why nothing can be frozen of it: an item that fits into no event; null where everything does.</param>
public sealed record PopulationPieces(PopulationFrozen First, ImmutableArray<PopulationContinued> Further, string? TooLarge)
{
    /// <summary>Bytes of one piece: what an event may have, without its origin.</summary>
    public const int MaxBytes = LogLimits.MaxEventBytes - (16 * 1024);

    // Of an item, or of a reviewer or a step, without its texts: more than either ever has.
    private const int BytesAround = 640;
    private const int BytesOfStep = 96;

    /// <summary>Divides a part; one that surely fits is not measured.</summary>
    public static PopulationPieces Of(PopulationFrozen part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return part.Items.Sum(AtMost) + part.Resolutions.Sum(AtMost) <= MaxBytes ? new(part, [], null) : Divided(part);
    }

    private static PopulationPieces Divided(PopulationFrozen part)
    {
        var pieces = new List<PopulationContinued>();
        var (first, resolved, named, bytes) = (0, 0, 0, 0);
        for (var i = 0; i < part.Items.Length; i++)
        {
            // Resolutions are in the order in which items first name them.
            var (item, known) = (part.Items[i], named);
            named = Math.Max(known, item.Reviewers + 1);
            var more = BytesOf(item, part.Resolutions[known..named]);
            if (more > MaxBytes)
                return new(new([], []), [], WhyNot(item, more));
            if (bytes + more > MaxBytes)
            {
                pieces.Add(new(part.Items[first..i], part.Resolutions[resolved..known]));
                (first, resolved, bytes) = (i, known, 0);
            }
            bytes += more;
        }
        pieces.Add(new(part.Items[first..], part.Resolutions[resolved..]));
        return new(new(pieces[0].Items, pieces[0].Resolutions), [.. pieces.Skip(1)], null);
    }

    private static int BytesOf(FrozenItem item, ImmutableArray<ResolvedReviewers> resolutions) =>
        EventJson.Encode(new PopulationContinued([item], resolutions)).Length;

    private static int AtMost(FrozenItem item) => BytesAround + Bytes(item.Identity.Value) + Bytes(item.Entitlement.Value) + Bytes(item.Application.Value)
        + Bytes(item.Origin.Reference) + item.Subjects.Sum(s => Bytes(s.Value)) + item.Implied.Sum(e => Bytes(e.Value))
        + item.Origin.Through.Sum(e => Bytes(e.Value)) + Bytes(item.Involved);

    private static int AtMost(ResolvedReviewers found) =>
        BytesOfStep + found.Reviewers.Sum(r => BytesOfStep + Bytes(r.Person.Value)) + found.Trace.Sum(t => BytesOfStep + Bytes(t.Person?.Value));

    private static int Bytes(Involved? involved) => involved is null
        ? 0
        : involved.Requesters.Concat(involved.Approvers).Concat(involved.Provisioners).Sum(p => Bytes(p.Value));

    // With quotation marks and a comma: quotation marks within take two bytes, and what is not ASCII takes six at most.
    private static int Bytes(string? text) => text is null ? 0 : 3 + (text.Length * (Ascii.IsValid(text) ? 2 : 6));

    private static string WhyNot(FrozenItem item, int bytes) =>
        $"access to {item.Entitlement} takes {bytes} bytes with all that follows from it ({item.Implied.Length} entitlements); {MaxBytes} are allowed: "
            + "define fewer of them in the scope, or review what confers them by a campaign of its own";
}
