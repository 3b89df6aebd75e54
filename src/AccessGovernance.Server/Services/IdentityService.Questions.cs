using AccessGovernance.Api.V1;
using AccessGovernance.Directory;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

public sealed partial class IdentityServiceV1
{
    private const int DefaultPage = 100;

    public override async Task<GetIdentityResponse> GetIdentity(GetIdentityRequest request, ServerCallContext context)
    {
        var id = Names.Identity("identity", request.Identity);
        var read = await questions.Read(request.AtLeast, context);
        var record = read.Directory.Identity(id, read.Now) ?? throw new UnknownResourceException("identity", request.Identity);
        return new() { Identity = ToMessage(record, CallerInterceptor.CallerOf(context)), Basis = read.Basis(true) };
    }

    public override async Task<ListIdentitiesResponse> ListIdentities(ListIdentitiesRequest request, ServerCallContext context)
    {
        var caller = CallerInterceptor.CallerOf(context);
        var condition = IdentityCondition.Parse("condition", request.Condition, caller);
        var read = await questions.Read(request.AtLeast, context);
        var page = questions.Pages.Open(request, request.PageToken, request.PageSize, DefaultPage, DirectoryReader.MaxPage);
        var found = condition is null
            ? new(read.Directory.Identities(page.After, page.Size + 1, read.Now), null)
            : read.Directory.FindIdentities(page.After, page.Size + 1, read.Now, i => condition.Holds(i, read.Now));
        var response = new ListIdentitiesResponse();
        (response.NextPageToken, var last) = room.FitPage(page, found, r => ToMessage(r, caller), r => r.Id.Value, response.Identities.Add);
        response.NotKnown = condition?.NotKnown(upTo: last) ?? 0;
        response.Basis = read.Basis(response.NextPageToken.Length == 0);
        return response;
    }

    public override async Task<FindIdentitiesResponse> FindIdentities(FindIdentitiesRequest request, ServerCallContext context)
    {
        if (!CallerInterceptor.CallerOf(context).SeesPersonalData)
            throw new DeniedException("PERSONAL_DATA", "finding identities by an attribute needs a role that sees personal data");
        if (!Findable.Contains(request.Attribute))
            throw new InvalidRequestException("attribute", $"must be one of {string.Join(", ", Findable)}");
        var value = Texts.Text("value", request.Value, Texts.MaxTextBytes);
        var read = await questions.Read("", context);
        var response = new FindIdentitiesResponse();
        foreach (var id in keys.Lookups.Find(request.Attribute, value))
        {
            var now = read.Directory.Identity(id, read.Now)?.Attributes.GetValueOrDefault(request.Attribute);
            if (string.Equals(now, value, StringComparison.OrdinalIgnoreCase))
                response.Identities.Add(Names.Of(id));
        }
        return response;
    }

    private static Identity ToMessage(IdentityRecord record, CallerPrincipal caller)
    {
        var message = new Identity
        {
            Name = Names.Of(record.Id),
            Kind = (IdentityKind)record.Kind,
            Synthetic = record.Synthetic,
            Forgotten = record.Forgotten,
            LegalHold = record.OnHold,
            Status = record switch
            {
                { Terminated: true } => IdentityStatus.Terminated,
                { Suspended: true } => IdentityStatus.Suspended,
                _ => IdentityStatus.Active,
            },
            TerminatedAt = record.TerminatedAt is { } at ? Times.Of(at) : null,
            AttributesHidden = !caller.SeesPersonalData,
        };
        if (caller.SeesPersonalData)
            message.Attributes.Add(record.Attributes.ToDictionary());
        message.Links.Add(record.Links.Select(l => new IdentityLink
        {
            LinkId = l.Key.ToString("D"), Person = Names.Of(l.Value.Person), Role = (LinkRole)l.Value.Role, Validity = Times.Of(l.Value.Validity),
        }));
        return message;
    }
}
