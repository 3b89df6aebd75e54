using System.Text.RegularExpressions;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Deploy.Tests;

/// <summary>CONFIGURATION.md says of every setting what the server does, and of no other.</summary>
public sealed partial class TheConfigurationPage
{
    private const string SecretMark = "⚿";

    private static readonly IReadOnlyList<Match> Rows = Row().Matches(DeployFiles.Read("CONFIGURATION.md")).ToList();

    [Fact]
    public void Names_every_setting_once_and_no_other() =>
        Assert.Equal(ServerSettings.Known.Keys.Order(), Rows.Select(r => r.Groups["name"].Value).Order());

    [Fact]
    public void Names_the_variables_of_the_environment() =>
        Assert.All(Rows, r => Assert.Equal(ServerSettings.VariableOf(r.Groups["name"].Value), r.Groups["variable"].Value));

    [Fact]
    public void Says_the_defaults_as_the_server_does() => Assert.All(Rows, r =>
        Assert.Equal((r.Groups["name"].Value, ServerSettings.DefaultOf(r.Groups["name"].Value)),
            (r.Groups["name"].Value, r.Groups["default"].Value.Replace("`", "", StringComparison.Ordinal).Trim())));

    [Fact]
    public void Marks_what_holds_a_password() => Assert.All(OptionReader.Secrets, secret =>
        Assert.StartsWith(SecretMark, Rows.Single(r => r.Groups["name"].Value == secret).Groups["meaning"].Value, StringComparison.Ordinal));

    [Fact]
    public void Other_documents_name_known_settings_only()
    {
        string[] deploy = System.IO.Directory.GetFiles(DeployFiles.Folder, "*", SearchOption.AllDirectories);
        string[] documents = [Path.Combine(DeployFiles.Root, "README.md"), .. deploy];
        Assert.All(documents, document => Assert.All(
            Variable().Matches(File.ReadAllText(document)).Select(m => m.Value), v => Assert.True(ServerSettings.Reads(v), $"{document}: {v}")));
    }

    [GeneratedRegex(@"^\| `--(?<name>[a-z-]+)[^`]*` \| `(?<variable>[A-Z_]+)` \| (?<default>[^|]*) \| (?<meaning>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("ACCESSGOVERNANCE_[A-Z_]+[A-Z]")]
    private static partial Regex Variable();
}
