using System.CommandLine;
using System.CommandLine.Invocation;
using AccessGovernance.Cli.Analysis;
using AccessGovernance.Cli.Applications;
using AccessGovernance.Cli.Campaigns;
using AccessGovernance.Cli.Conditions;
using AccessGovernance.Cli.Connection;
using AccessGovernance.Cli.Entitlements;
using AccessGovernance.Cli.EventStores;
using AccessGovernance.Cli.Identities;
using AccessGovernance.Cli.Importing;
using AccessGovernance.Cli.Observing;
using AccessGovernance.Cli.Output;
using AccessGovernance.Cli.Provisioning;
using AccessGovernance.Cli.Questions;
using AccessGovernance.Cli.Quickstart;
using AccessGovernance.Cli.Remediation;
using AccessGovernance.Cli.Reviews;
using AccessGovernance.Cli.Sampling;
using AccessGovernance.Cli.Shell;
using AccessGovernance.Cli.Snapshots;
using AccessGovernance.Cli.Tokens;

namespace AccessGovernance.Cli;

/// <summary>The command line as a whole: the tree of commands, and the one place where failures become exit codes.</summary>
internal static class Agctl
{
    /// <summary>The only tree of a process: options are shared among commands, and each tree would enter them once more.</summary>
    public static RootCommand Root { get; } = CreateRoot();

    private static RootCommand CreateRoot()
    {
        var options = new GlobalOptions();
        var runner = new CommandRunner(options);
        var root = new RootCommand("Grants and withdraws access, and answers who had access to what, when, as known when.");
        options.AddTo(root);
        foreach (var command in Families(runner))
            root.Subcommands.Add(command);
        HelpText.Extend(root);
        return root;
    }

    public static async Task<int> RunAsync(string[] args, Surroundings surroundings)
    {
        // Ids may begin with "@" and be one letter long: no response files, no bundles of letters.
        var parsed = Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is ParseErrorAction)
            return Report(CommandFailed.Usage(Problem(parsed), $"See: {PathOf(parsed.CommandResult.Command)} --help"), surroundings);

        try
        {
            return await parsed.InvokeAsync(new Invocation(surroundings));
        }
        catch (IOException e) when (PipedOutput.ReaderHasGone(e))
        {
            return (int)ExitCode.Ok;
        }
        catch (Exception e) when (Failures.Explain(e) is { } failed)
        {
            return Report(new(failed.Code, failed.Message, Placeholders.Fill(failed.Next, parsed)), surroundings);
        }
    }

    private static IEnumerable<Command> Families(CommandRunner runner) =>
    [
        WhoCommand.Create(runner), WhatCommand.Create(runner), CheckCommand.Create(runner), TimelineCommand.Create(runner),
        CountCommand.Create(runner), DiffCommand.Create(runner), TrendCommand.Create(runner), WatchCommand.Create(runner),
        DigestCommand.Create(runner),
        PeersCommand.Create(runner), OutliersCommand.Create(runner), CandidatesCommand.Create(runner),
        SnapshotCommands.Create(runner),
        ObserveCommand.Create(runner), .. DriftCommand.Create(runner), ExposureCommand.Create(runner),
        CampaignCommands.Create(runner), CoverageCommand.Create(runner), ReviewCommands.Create(runner), RemediationCommands.Create(runner),
        GrantCommand.Create(runner), RevokeCommand.Create(runner), CorrectCommand.Create(runner),
        IdentityCommands.Create(runner), ApplicationCommands.Create(runner), EntitlementCommands.Create(runner),
        ConditionCommands.Create(runner), TokenCommands.Create(runner),
        EventStoreCommands.Create(runner),
        AskCommand.Create(runner), ImportCommands.Create(runner), SampleCommand.Create(runner), QuickstartCommand.Create(runner),
    ];

    private static int Report(CommandFailed failed, Surroundings surroundings)
    {
        surroundings.Error.WriteLine($"error: {PlainText.OneLine(failed.Message)}");
        surroundings.Error.WriteLine($"next:  {PlainText.OneLine(failed.Next)}");
        return (int)failed.Code;
    }

    /// <summary>A word that is not understood explains more than what is missing for it.</summary>
    private static string Problem(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}' is not understood here" : parsed.Errors[0].Message;

    private static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is not null; at = at.Parents.FirstOrDefault())
            names.Insert(0, at is RootCommand ? "agctl" : at.Name);
        return string.Join(' ', names);
    }
}
