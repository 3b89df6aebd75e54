using System.Collections.Frozen;
using AccessGovernance.Api.V1;
using Google.Protobuf.Reflection;

namespace AccessGovernance.Server.Telemetry;

/// <summary>What a method of the API is to those who count calls.</summary>
internal enum CallForm
{
    /// <summary>Changes something, once for its request id.</summary>
    Command = 1,

    /// <summary>Is answered, at once or in a stream that ends.</summary>
    Question = 2,

    /// <summary>A stream of changes, each counted by itself.</summary>
    Batch = 3,

    /// <summary>A stream that has no end of its own.</summary>
    Watch = 4,
}

/// <summary>A method by its short name, such as GrantAccess: the set is closed, and no part of it comes from a caller.</summary>
internal sealed record CallKind(string Service, string Name, CallForm Form);

/// <summary>The methods of the API, as its descriptors have them.</summary>
internal static class CallKinds
{
    private static readonly FrozenDictionary<string, CallKind> Known = new[]
    {
        IdentityService.Descriptor, EntitlementService.Descriptor, ProvisioningService.Descriptor, HistoryImportService.Descriptor,
        AccessHistoryService.Descriptor, SnapshotService.Descriptor, TokenService.Descriptor, ConditionService.Descriptor,
        ObservationService.Descriptor,
        CampaignService.Descriptor, ReviewService.Descriptor, AnalysisService.Descriptor,
    }.SelectMany(s => s.Methods).ToFrozenDictionary(m => $"/{m.Service.FullName}/{m.Name}", Of, StringComparer.Ordinal);

    /// <summary>Null for what is no part of the API, such as reflection.</summary>
    public static CallKind? Find(string method) => Known.GetValueOrDefault(method);

    private static CallKind Of(MethodDescriptor method) => new(method.Service.FullName, method.Name, method switch
    {
        { IsClientStreaming: true } => CallForm.Batch,
        { Name: nameof(AccessHistoryService.AccessHistoryServiceBase.WatchHistory) } => CallForm.Watch,
        _ => method.InputType.FindFieldByName("request_id") is null ? CallForm.Question : CallForm.Command,
    });
}
