using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Cli.Analysis;

/// <summary><c>peers</c>: who is most like one identity, and how its access differs from theirs.</summary>
internal static class PeersCommand
{
    private const int MaxPeers = 100;

    private static readonly Option<Timestamp?> At = Inputs.Time("--at", "The instant asked about; otherwise now");

    private static readonly Option<int?> Most = new("--most")
    {
        Description = $"So many peers: 1 to {MaxPeers}; otherwise 10", HelpName = "N", CustomParser = result => Parsing.Value<int?>(result, Number),
    };

    private static readonly IReadOnlyList<Column> PeerColumns =
    [
        new("identity"), new("similarity"), new("attributes"), new("access"), new("shared_attributes"), new("shared"), new("only_identity"), new("only_peer"),
    ];

    public static Command Create(CommandRunner runner) => runner.Running(
        new DocumentedCommand(
            "peers",
            "Who is most like an identity, by attributes and by access, and what it holds or lacks unlike them.",
            "agctl peers alice",
            "agctl peers alice --most 20 --at 2026-03-01 --output json")
            .With([Inputs.Identity, Most, At, .. QuestionOptions.ForOneState]),
        AskAsync);

    private static async Task<ExitCode> AskAsync(CommandRun run)
    {
        var answer = await run.Server.Analysis.ListPeersAsync(
            new()
            {
                Identity = ResourceName.Identity(run.Get(Inputs.Identity)), ValidAt = run.Time(At), Knowledge = QuestionOptions.ReadKnowledge(run),
                Most = run.Get(Most) ?? 0,
            },
            run.Server.Call);
        var json = run.Print.Format == OutputFormat.Json;
        var outliers = answer.Outliers.Select(OutliersCommand.Row).ToList();
        run.Print.List(new Listing("peers", PeerColumns, [.. answer.Peers.Select(p => Row(p, json))])
        {
            About = new JsonObject
            {
                ["outliers"] = new JsonArray([.. outliers.Select(o => o.DeepClone())]), ["outlier_count"] = answer.OutlierCount,
                ["attributes_hidden"] = answer.AttributesHidden, ["basis"] = BasisView.Json(answer.Basis),
            },
            Notes = [BasisView.Limit(false, answer.Peers.Count), .. Notes(answer), .. BasisView.Notes(answer.Basis)],
        });
        if (run.Print.Format == OutputFormat.Table)
            run.Print.Table(new Listing("outliers", OutliersCommand.Columns.Where(c => c.Key is not ("identity" or "alike_by")).ToList(), outliers));
        return ExitCode.Ok;
    }

    private static IEnumerable<string> Notes(ListPeersResponse answer)
    {
        yield return "Similarities are from 0 to 1: what both have, as a share of what either has.";
        if (answer.AttributesHidden)
            yield return "Attributes are hidden from this token: peers are alike by their access alone.";
        if (answer.OutlierCount > answer.Outliers.Count)
            yield return $"CUT: the first {answer.Outliers.Count} of {answer.OutlierCount} differences are shown.";
    }

    private static JsonObject Row(Peer peer, bool json) => new()
    {
        ["identity"] = ResourceName.IdOf(peer.Identity), ["similarity"] = Share(peer.Similarity), ["attributes"] = Share(peer.AttributeSimilarity),
        ["access"] = Share(peer.AccessSimilarity),
        ["shared_attributes"] = new JsonArray([.. peer.SharedAttributes.Select(a => (JsonNode)$"{a.Name}={a.Value}")]),
        ["shared"] = json ? new JsonArray([.. peer.Shared.Select(e => (JsonNode)ResourceName.IdOf(e))]) : peer.SharedCount,
        ["shared_count"] = peer.SharedCount, ["only_identity"] = peer.OnlyIdentityCount, ["only_peer"] = peer.OnlyPeerCount,
    };

    private static double Share(double similarity) => Math.Round(similarity, 3);

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MaxPeers
        ? n
        : throw new FormatException($"'{text}' is not a number from 1 to {MaxPeers}");
}
