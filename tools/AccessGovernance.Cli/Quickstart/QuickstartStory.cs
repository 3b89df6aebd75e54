using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Asks the server three questions about the sample organisation and shows the answers with names, paths and dates.</summary>
internal sealed class QuickstartStory(CommandRun run, SampleOrganisation sample, string atLeast)
{
    private readonly ServerConnection server = run.Server;
    private readonly Printer print = run.Print;
    private readonly SampleCast cast = sample.Cast;

    private Dictionary<string, Identity> directory = [];

    public async Task TellAsync()
    {
        var all = await server.Identities.ListIdentitiesAsync(
            new ListIdentitiesRequest { PageSize = Pages.PageSize, AtLeast = atLeast }, server.Call);
        directory = all.Identities.ToDictionary(i => ResourceName.IdOf(i.Name));
        await WhoHadItAsync();
        await WhatDidTheLeaverHoldAsync();
        await WhatWasKnownAsync();
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static Timestamp Noon(DateOnly day) => Timestamp.FromDateTimeOffset(SampleCast.Noon(day));

    private async Task WhoHadItAsync()
    {
        Heading(1, $"Who could approve payments on {Day(cast.AskedDay)}?");
        var request = HistoryQuestions.Who(ResourceName.Entitlement(SampleCast.Sensitive), Question(Noon(cast.AskedDay)));
        var answer = await HistoryQuestions.WhoAsync(server, request, null);
        print.Table(new Listing("holders", [new("name"), new("today"), new("department"), new("how"), new("since"), new("last_record")],
            [.. answer.Items.Select(HolderRow)]));
        print.Notes([$"{answer.Items.Count} people, each with the grant it follows from.", .. BasisView.Notes(answer.Basis).Take(1)]);
    }

    private JsonObject HolderRow(Holder holder)
    {
        var id = ResourceName.IdOf(holder.Identity);
        var grant = holder.Grants.Count > 0 ? holder.Grants[0] : null;
        return new JsonObject
        {
            ["name"] = Name(id),
            ["today"] = Attribute(id, "title") + (Status(id) == IdentityStatus.Terminated ? " (left)" : ""),
            ["department"] = Attribute(id, "department"),
            ["how"] = EvidenceView.PathText(holder.Path),
            ["since"] = Date(grant?.Validity?.From),
            ["last_record"] = Date(grant?.SourceRecordedAt ?? grant?.RecordedAt),
        };
    }

    private async Task WhatDidTheLeaverHoldAsync()
    {
        Heading(2, $"What did {SampleCast.LeaverName} hold on the last day, {Day(cast.LastDay)}, and what today?");
        var then = await HeldAsync(Noon(cast.LastDay));
        var today = await HeldAsync(null);
        var rows = then.Keys.Union(today.Keys).Order(StringComparer.Ordinal).Select(id => new JsonObject
        {
            ["entitlement"] = id,
            ["what_it_allows"] = SampleCatalogue.Entitlements.FirstOrDefault(e => e.Id == id)?.Description ?? "",
            ["how"] = EvidenceView.PathText((then.GetValueOrDefault(id) ?? today[id]).Path),
            ["last_day"] = then.ContainsKey(id) ? "yes" : "",
            ["today"] = today.ContainsKey(id) ? "STILL" : "",
        });
        print.Table(new Listing("held", [new("entitlement"), new("what_it_allows"), new("how"), new("last_day"), new("today")], [.. rows]));
        var days = (int)(run.Surroundings.Clock.GetUtcNow() - SampleFact.Midnight(cast.LastDay)).TotalDays;
        foreach (var left in today.Keys)
            print.Markup($"  [bold red]{Printer.Safe(left)}[/] was never taken back: {days} days after the last day it is still granted.");
    }

    private async Task<Dictionary<string, HeldAccess>> HeldAsync(Timestamp? at)
    {
        var answer = await HistoryQuestions.WhatAsync(
            server, HistoryQuestions.What(ResourceName.Identity(SampleCast.Leaver), Question(at)), null);
        return answer.Items.ToDictionary(h => ResourceName.IdOf(h.Entitlement));
    }

    private async Task WhatWasKnownAsync()
    {
        Heading(3, $"Could {SampleCast.MoverName} approve payments on {Day(cast.DisputedDay)}?");
        var then = await CheckAsync(new Knowledge { KnownAt = Noon(cast.DisputedDay), KnownBy = KnownBy.Source, AtLeast = atLeast });
        var now = await CheckAsync(new Knowledge { AtLeast = atLeast });
        print.Markup($"  [grey]as known that day[/]  {Verdict(then)}");
        print.Markup($"  [grey]as known today   [/]  {Verdict(now)}");
        print.Notes(
        [
            $"The move from Finance to Sales took effect on {Day(cast.MoveDay)} and was recorded on {Day(cast.MoveRecorded)}.",
            "Both answers are right: that day it was still granted, and nobody could know better. The history keeps both.",
        ]);
    }

    private async Task<CheckAccessResponse> CheckAsync(Knowledge knowledge)
    {
        var question = new Question(Noon(cast.DisputedDay), null, knowledge, null);
        var request = HistoryQuestions.Check(
            ResourceName.Identity(SampleCast.Mover), ResourceName.Entitlement(SampleCast.Sensitive), question);
        return await server.History.CheckAccessAsync(request, server.Call);
    }

    private static string Verdict(CheckAccessResponse answer) => answer.Allowed
        ? $"[bold green]YES[/]  through {Printer.Safe(EvidenceView.PathText(answer.Path))}, since {Since(answer)}"
        : "[bold red]NO[/]   no grant led to it any more";

    private static string Since(CheckAccessResponse answer) => Date(answer.Grants.FirstOrDefault()?.Validity?.From);

    private Question Question(Timestamp? at) => new(at, null, new Knowledge { AtLeast = atLeast }, null);

    private void Heading(int number, string text) => print.Markup($"\n[bold]{number}  {Printer.Safe(text)}[/]");

    private string Name(string id) => Attribute(id, "display_name") is { Length: > 0 } name ? name : id;

    private string Attribute(string id, string name) =>
        directory.TryGetValue(id, out var found) && found.Attributes.TryGetValue(name, out var value) ? value : "";

    private IdentityStatus Status(string id) => directory.TryGetValue(id, out var found) ? found.Status : IdentityStatus.Unspecified;

    private static string Date(Timestamp? time) => time?.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
