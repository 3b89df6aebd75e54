using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessGovernance.Api.V1;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Tokens;

/// <summary>The family <c>token</c>: who may call, as what, for which applications, until when.</summary>
internal static class TokenCommands
{
    private const int MaxDays = 365;

    private static readonly Argument<string> Identity = Inputs.Id("IDENTITY", "Id of the identity that the token speaks for");
    private static readonly Argument<string> Token = Inputs.Id("TOKEN", "Id of the token; see 'agctl token list'");

    private static readonly Option<Role[]> Roles = new("--role")
    {
        Description = $"What the token may do, given once or more: {string.Join(", ", Words.All<Role>())}",
        HelpName = "ROLE",
        Required = true,
        CustomParser = result => [.. result.Tokens.Select(t => Parsing.Value(result, _ => Words.Parse<Role>(t.Value)))],
    };

    private static readonly Option<string[]> Applications = new("--application")
    {
        Description = "Id of an application in scope, given once or more; otherwise all",
        HelpName = "ID",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> MayBackdate = new("--may-backdate") { Description = "With the right to state what is back-dated" };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "Lifetime in days; otherwise 90",
        HelpName = "N",
        CustomParser = result => Parsing.Value(result, Lifetime),
    };

    private static readonly Option<string?> OutFile = Inputs.Text(
        "--out", "FILE", "Write the token to this new file, readable by its owner only");

    private static readonly IReadOnlyList<Column> Columns =
        [new("token_id"), new("identity"), new("roles"), new("applications"), new("may_backdate"), new("expires_at"), new("revoked")];

    public static Command Create(CommandRunner runner) => new DocumentedCommand(
        "token", "Issues, lists and revokes access tokens of callers.", "agctl token list")
        .With(
            runner.Running(
                new DocumentedCommand(
                    "issue", "Issues a token for a registered identity. The token is shown here and nowhere else.",
                    "agctl token issue hr-sync --role provisioner --application erp --may-backdate --days 30 --out ./hr-sync.token")
                    .With(Identity, Roles, Applications, MayBackdate, Days, OutFile, Inputs.RequestId),
                IssueAsync),
            runner.Running(
                new DocumentedCommand("revoke", "Revokes a token at once.", "agctl token revoke 0b9f2c1e-5d0a-4a57-9c3e-6f1d1c1f8a11")
                    .With(Token, Inputs.RequestId),
                RevokeAsync),
            runner.Running(
                new DocumentedCommand("list", "Lists all tokens, without their secrets.", "agctl token list --output tsv"), ListAsync));

    private static async Task<ExitCode> IssueAsync(CommandRun run)
    {
        var request = new IssueTokenRequest
        {
            RequestId = run.RequestId(),
            Identity = ResourceName.Identity(run.Get(Identity)),
            MayBackdate = run.Get(MayBackdate),
            LifetimeSeconds = (long)TimeSpan.FromDays(run.Get(Days)).TotalSeconds,
        };
        request.Roles.Add(run.Get(Roles));
        request.Applications.Add(run.Get(Applications)!.Select(ResourceName.Application));
        // Opened before anything is issued: a token that cannot be kept is not asked for.
        using var file = run.Has(OutFile) ? TokenFile.Create(run.Text(OutFile)) : null;
        var answer = await run.Server.Tokens.IssueTokenAsync(request, run.Server.Call);
        file?.Keep(answer.Bearer);
        return Receipts.Show(run, $"issued a token for {run.Get(Identity)}", answer.Receipt,
            Receipts.Fact("token_id", answer.TokenId), Receipts.Fact("expires_at", TimeText.Show(answer.ExpiresAt)),
            file is null ? Receipts.Fact("bearer", answer.Bearer) : Receipts.Fact("file", run.Text(OutFile)),
            Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> RevokeAsync(CommandRun run)
    {
        var request = new RevokeTokenRequest { RequestId = run.RequestId(), TokenId = run.Get(Token) };
        var answer = await run.Server.Tokens.RevokeTokenAsync(request, run.Server.Call);
        return Receipts.Show(run, $"revoked token {run.Get(Token)}", answer.Receipt, Receipts.Fact("request_id", request.RequestId));
    }

    private static async Task<ExitCode> ListAsync(CommandRun run)
    {
        var request = new ListTokensRequest { PageSize = Pages.PageSize };
        var all = await Pages.CollectAsync(
            async token =>
            {
                request.PageToken = token;
                var answer = await run.Server.Tokens.ListTokensAsync(request, run.Server.Call);
                return new Page<TokenInfo>(answer.Tokens, answer.NextPageToken, null);
            },
            null);
        run.Print.List(new Listing("tokens", Columns, [.. all.Items.Select(Row)]) { Notes = [BasisView.Limit(all.Cut, all.Items.Count)] });
        return ExitCode.Ok;
    }

    private static JsonObject Row(TokenInfo token) => new()
    {
        ["token_id"] = token.TokenId,
        ["identity"] = ResourceName.IdOf(token.Identity),
        ["roles"] = new JsonArray([.. token.Roles.Select(r => JsonValue.Create(Words.Of(r)))]),
        ["applications"] = EvidenceView.Ids(token.Applications),
        ["may_backdate"] = token.MayBackdate,
        ["expires_at"] = TimeText.Show(token.ExpiresAt),
        ["revoked"] = token.Revoked,
    };

    private static int Lifetime(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MaxDays
            ? days
            : throw new FormatException($"'{text}' is not a number of days from 1 to {MaxDays}");
}
