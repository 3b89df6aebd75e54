namespace AccessGovernance.Deploy.Tests;

/// <summary>Shell scripts of the repository are sound, and make what they say.</summary>
public sealed class TheScripts
{
    private static readonly string[] All =
        [.. new[] { "tools", "tests" }.SelectMany(f => System.IO.Directory.GetFiles(Path.Combine(DeployFiles.Root, f), "*.sh", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/bin/") && !f.Contains("node_modules"))];

    [ProgramFact("shellcheck")]
    public async Task Are_without_the_mistakes_that_shellcheck_knows()
    {
        var (code, output) = await Programs.Run("shellcheck", [.. All]);
        Assert.True(code == 0, output);
    }

    [ProgramFact("bash")]
    public async Task Can_be_read_and_run()
    {
        foreach (var script in All)
        {
            var (code, output) = await Programs.Run("bash", "-n", script);
            Assert.True(code == 0, output);
            Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(script) & UnixFileMode.UserExecute) != 0, $"{script} cannot be run");
        }
    }

    [ProgramFact("openssl")]
    public async Task Make_certificates_once_that_one_authority_signed()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("accessgovernance-");
        try
        {
            var script = Path.Combine(DeployFiles.Folder, "certificates.sh");
            var (code, said) = await Programs.Run(script, folder.FullName, "access.example", "10.1.2.3");
            Assert.True(code == 0, said);
            Assert.Equal((0, ""), await Programs.Run(script, folder.FullName));
            foreach (var (name, host) in new[] { ("server", "access.example"), ("silo", "silo.accessgovernance"), ("eventstore", "eventstore") })
            {
                var (verified, why) = await Programs.RunIn(
                    folder.FullName, "openssl", "verify", "-CAfile", "ca.pem", "-verify_hostname", host, "-purpose", "sslserver", name + ".pem");
                Assert.True(verified == 0, why);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
