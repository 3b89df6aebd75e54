using Google.Rpc;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>How a call was refused: its code, the stable reason, the fields that it names, and what else the status says.</summary>
public sealed record Refused(StatusCode Code, string Reason, string Message, string[] Fields)
{
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Waits for a call that must be refused.</summary>
    public static async Task<Refused> By<T>(AsyncUnaryCall<T> call) => await By(call.ResponseAsync);

    public static async Task<Refused> By(Task call) => Of(await Assert.ThrowsAsync<RpcException>(() => call));

    /// <summary>The refusal of a call, or null when it was answered.</summary>
    public static async Task<Refused?> IfAny(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (RpcException e)
        {
            return Of(e);
        }
    }

    public static Refused Of(RpcException e)
    {
        var status = e.GetRpcStatus();
        return status is null ? new(e.StatusCode, "", e.Status.Detail, []) { Metadata = new Dictionary<string, string>() } : Of(status);
    }

    public static Refused Of(Google.Rpc.Status status)
    {
        var info = status.GetDetail<ErrorInfo>();
        var fields = status.GetDetail<BadRequest>()?.FieldViolations.Select(v => v.Field).ToArray() ?? [];
        return new((StatusCode)status.Code, info?.Reason ?? "", status.Message, fields)
        {
            Metadata = info?.Metadata.ToDictionary() ?? [],
        };
    }
}
