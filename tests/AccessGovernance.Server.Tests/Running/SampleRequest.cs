using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>A request of any method that is good in form, about things that exist; its fields are broken one at a time.</summary>
public sealed record SampleRequest(AnyMethod Method, string Identity, string Entitlement, string Application)
{
    private static readonly Dictionary<string, string[]> Masks = new()
    {
        ["UpdateIdentityRequest"] = ["attributes.title"], ["UpdateApplicationRequest"] = ["display_name", "owner", "governed_from", "fulfilment"],
        ["UpdateEntitlementRequest"] = ["display_name", "description", "owner", "risk"],
    };

    private MessageDescriptor Type => Method.Descriptor.InputType;

    public IEnumerable<FieldDescriptor> Fields => Type.Fields.InFieldNumberOrder();

    /// <summary>The request with one field changed.</summary>
    public byte[] With(FieldDescriptor field, object value)
    {
        var request = Build();
        field.Accessor.SetValue(request, value);
        return request.ToByteArray();
    }

    private IMessage Build()
    {
        var request = Type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in Fields.Where(f => !f.IsRepeated && !f.IsMap))
        {
            if (Good(field) is { } good)
                field.Accessor.SetValue(request, good);
        }
        switch (request)
        {
            case CorrectGrantRequest r: (r.Void, r.Reason) = (true, "wrong"); break;
            case IssueTokenRequest r: r.Roles.Add(Role.Reader); break;
            case BatchCheckAccessRequest r: r.Questions.Add(new AccessQuestion { Identity = Identity, Entitlement = Entitlement }); break;
        }
        return request;
    }

    private object? Good(FieldDescriptor field) => field.Name switch
    {
        "request_id" or "link_id" or "hold_id" or "grant_id" or "conferral_id" or "token_id" => Caller.NewRequest(),
        "snapshot" => $"snapshots/{Caller.NewRequest()}",
        "definition" when Type.Name is not ("ListCampaignsRequest" or "GetReportRequest") => $"definitions/{Caller.NewRequest()}",
        "campaign" => $"campaigns/{Caller.NewRequest()}",
        "settings" => ReviewScene.Settings(Entitlement, "p"),
        "to" or "reviewer" or "by" when Type.File.Name.EndsWith("review_service.proto", StringComparison.Ordinal) => Caller.Person("p"),
        "until" when Type.Name == "ExceptCaseRequest" => Caller.FromNow(TimeSpan.FromDays(1)),
        "text" or "role" or "error" or "reference" when field.FieldType == FieldType.String => "x",
        "reason" when Type.Name is "CancelCampaignRequest" or "ExtendStageRequest" => "x",
        "last_day" when field.FieldType == FieldType.String => "2030-01-01",
        "identity" or "subject" => Identity,
        "entitlement" or "from" or "to" => Entitlement,
        "application" when Type.Name != "ListEntitlementsRequest" => Application,
        "min_risk" or "recommendation" => 0,
        "person" or "owner" => Caller.Person("p"),
        "governed_from" => Caller.At("2020-01-01T00:00:00Z"),
        "attribute" => "mail",
        "value" or "source" => "x",
        "file_sha256" => new string('a', 64),
        "update_mask" => new FieldMask { Paths = { Masks[Type.Name] } },
        _ => field.FieldType == FieldType.Enum ? 1 : null,
    };
}
