using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>
/// The sample organisation as requests. Their ids follow from what they ask for, so that loading it twice, or going on after an
/// interruption, does everything once.
/// </summary>
internal sealed class SampleRequests(SampleOrganisation sample)
{
    private const string Reason = "sample organisation: taken over from HR and IT records";

    public IEnumerable<DefineApplicationRequest> Applications => SampleCatalogue.Applications.Select(a => new DefineApplicationRequest
    {
        RequestId = Id("define", a.Id),
        Application = ResourceName.Application(a.Id),
        DisplayName = a.DisplayName,
        Owner = ResourceName.Person(sample.OwnerOf(a.OwnerTitle)),
        GovernedFrom = Midnight(sample.Start),
    });

    public IEnumerable<DefineEntitlementRequest> Entitlements => SampleCatalogue.Entitlements
        .Select(e => new DefineEntitlementRequest
        {
            RequestId = Id("define", e.Id),
            Entitlement = ResourceName.Entitlement(e.Id),
            Kind = e.Kind,
            Application = ResourceName.Application(e.Application),
            DisplayName = e.DisplayName,
            Description = e.Description,
            Owner = Owner(e),
            Risk = e.Risk,
        });

    /// <summary>Imports register employees; whoever is of another kind is registered before.</summary>
    public IEnumerable<RegisterIdentityRequest> Others => sample.Identities.Where(i => i.Kind != IdentityKind.Employee)
        .Select(i =>
            new RegisterIdentityRequest { RequestId = Id("register", i.Id), Identity = ResourceName.Identity(i.Id), Kind = i.Kind });

    public IEnumerable<UpdateIdentityRequest> Profiles => sample.Identities.Select(i =>
    {
        var attributes = SampleProfile.Of(i);
        return new UpdateIdentityRequest
        {
            RequestId = Id("profile", i.Id),
            Identity = ResourceName.Identity(i.Id),
            Attributes = { attributes },
            UpdateMask = new FieldMask { Paths = { attributes.Keys.Select(name => $"attributes.{name}") } },
        };
    });

    public IEnumerable<LinkIdentityRequest> Links => sample.Identities.Select(i => new LinkIdentityRequest
    {
        RequestId = Id("link", i.Id),
        Identity = ResourceName.Identity(i.Id),
        Person = ResourceName.Person(i.Person),
        Role = i.Kind == IdentityKind.Service ? LinkRole.Owner : LinkRole.Person,
        Validity = new Validity { From = Midnight(i.Joined < sample.Start ? sample.Start : i.Joined) },
        Reason = Reason,
    });

    /// <summary>Whoever left is terminated; one was forgotten.</summary>
    public IEnumerable<TerminateIdentityRequest> Terminations =>
        sample.Identities.Where(i => i.LastDay is not null && i.Id != SampleCast.Leaver)
        .Select(i => new TerminateIdentityRequest
        {
            RequestId = Id("terminate", i.Id),
            Identity = ResourceName.Identity(i.Id),
            LastDay = new CivilDate { Date = i.LastDay!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Zone = "Etc/UTC" },
            Reason = Reason,
        });

    private static Timestamp Midnight(DateOnly day) => Timestamp.FromDateTimeOffset(SampleFact.Midnight(day));

    private string Owner(SampleEntitlement entitlement) =>
        ResourceName.Person(sample.OwnerOf(SampleCatalogue.Applications.First(a => a.Id == entitlement.Application).OwnerTitle));

    private string Id(string what, string id) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{sample.Today:yyyy-MM-dd}\n{what}\n{id}")).AsSpan(0, 16)).ToString("D");
}
