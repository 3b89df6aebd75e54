namespace AccessGovernance.Deploy.Tests;

/// <summary>Shell scripts of the repository are sound, and make what they say.</summary>
public sealed class TheScripts
{
    private static readonly string CertificatesScript = Path.Combine(DeployFiles.Folder, "certificates.sh");

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
    public async Task Retire_an_authority_only_when_nothing_is_left_that_it_signed()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("accessgovernance-");
        try
        {
            await Certificates(folder);
            await Certificates(folder, "--renew", "ca");
            foreach (var left in new[] { "silo", "server", "eventstore" })
            {
                var (code, said) = await Programs.Run(CertificatesScript, folder.FullName, "--retire");
                Assert.Equal(1, code);
                Assert.Contains($"{left}.pem is not good under the newest authority alone", said, StringComparison.Ordinal);
                Assert.Equal(2, await Authorities(folder));
                await Certificates(folder, "--renew", left);
            }
            await Certificates(folder, "--retire");
            Assert.Equal(1, await Authorities(folder));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [ProgramFact("openssl")]
    public async Task Make_certificates_once_that_one_authority_signed()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("accessgovernance-");
        try
        {
            await Certificates(folder, "access.example", "10.1.2.3");
            Assert.Equal((0, ""), await Programs.Run(CertificatesScript, folder.FullName));
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

    private static async Task Certificates(DirectoryInfo folder, params string[] arguments)
    {
        var (code, said) = await Programs.Run(CertificatesScript, [folder.FullName, .. arguments]);
        Assert.True(code == 0, said);
    }

    private static async Task<int> Authorities(DirectoryInfo folder) =>
        (await File.ReadAllTextAsync(Path.Combine(folder.FullName, "ca.pem"))).Split("BEGIN CERTIFICATE").Length - 1;
}
