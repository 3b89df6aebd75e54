using System.CommandLine;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Identities;

/// <summary>Links identities to the people they belong to, or who own them.</summary>
internal static class LinkCommands
{
    private static readonly Argument<string> Person = Inputs.Id("PERSON", "Id of the person");
    private static readonly Argument<string> Link = Inputs.Id("LINK", "Id of the link; see 'agctl identity show'");
    private static readonly Option<LinkRole> Role = Inputs.Word(
        "--role", "Own identity of the person, or owned by the person", LinkRole.Person);

    public static IEnumerable<Command> Create(CommandRunner runner) =>
    [
        runner.Running(
            new DocumentedCommand(
                "link", "Links an identity to a person or to its owner.",
                "agctl identity link alice p-1042",
                "agctl identity link svc-backup p-1042 --role owner")
                .With(Inputs.Identity, Person, Role, Inputs.From, Inputs.Until, Inputs.Reason, Inputs.RequestId),
            LinkAsync),
        runner.Running(
            new DocumentedCommand(
                "unlink", "Ends a link.", "agctl identity unlink alice 0b9f2c1e-5d0a-4a57-9c3e-6f1d1c1f8a11")
                .With(Inputs.Identity, Link, Inputs.At, Inputs.Reason, Inputs.RequestId),
            UnlinkAsync),
    ];

    private static async Task<ExitCode> LinkAsync(CommandRun run)
    {
        var request = new LinkIdentityRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            Person = ResourceName.Person(run.Get(Person)),
            Role = run.Get(Role),
            Validity = Inputs.Period(run.Time(Inputs.From), run.Time(Inputs.Until)),
            Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Identities.LinkIdentityAsync(request, run.Server.Call);
        return Receipts.Show(run, $"linked {run.Get(Inputs.Identity)} to person {run.Get(Person)}", answer.Receipt,
            Receipts.Fact("link_id", answer.LinkId), Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> UnlinkAsync(CommandRun run)
    {
        var request = new EndIdentityLinkRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Inputs.Identity)),
            LinkId = run.Get(Link),
            EffectiveAt = run.Time(Inputs.At),
            Reason = run.Text(Inputs.Reason),
        };
        var answer = await run.Server.Identities.EndIdentityLinkAsync(request, run.Server.Call);
        return Receipts.Show(
            run, $"ended a link of {run.Get(Inputs.Identity)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }
}
