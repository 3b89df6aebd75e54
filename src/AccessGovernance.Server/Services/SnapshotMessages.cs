using AccessGovernance.Domain;
using AccessGovernance.Domain.Snapshots;
using AccessGovernance.Server.Requests;
using V1 = AccessGovernance.Api.V1;

namespace AccessGovernance.Server.Services;

/// <summary>Snapshots as messages of the API.</summary>
internal static class SnapshotMessages
{
    public static V1.Snapshot Of(RecordedSnapshot recorded, PositionTokens tokens, Instant recordedAt)
    {
        var (taken, definition) = (recorded.Taken, recorded.Taken.Definition);
        var position = definition.SourceKnownAt is null ? definition.Position : definition.ReadPosition;
        var message = new V1.Snapshot
        {
            Name = Names.Of(taken.Snapshot), DisplayName = taken.DisplayName, Filter = Of(definition.Filter), Effective = definition.Effective,
            Rows = taken.Rows, Sha256 = taken.Sha256, ValidAt = Times.Of(definition.ValidAt), Position = position, Token = tokens.Format(position),
            SourceKnownAt = definition.SourceKnownAt is { } known ? Times.Of(known) : null, RecordedPosition = recorded.Position,
            RecordedAt = Times.Of(recordedAt),
        };
        message.Within.Add(definition.Filter.Within.Select(Names.Of));
        return message;
    }

    private static V1.SnapshotFilter Of(SnapshotFilter filter)
    {
        var message = new V1.SnapshotFilter();
        message.Applications.Add(filter.Applications.Select(Names.Of));
        message.Entitlements.Add(filter.Entitlements.Select(Names.Of));
        message.Kinds.Add(filter.Kinds.Select(k => (V1.EntitlementKind)k));
        message.Identities.Add(filter.Identities.Select(Names.Of));
        return message;
    }
}
