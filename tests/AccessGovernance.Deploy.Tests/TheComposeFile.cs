using System.Text.Json;

namespace AccessGovernance.Deploy.Tests;

/// <summary>compose.yaml is a compose file, fits together, and keeps secrets in files.</summary>
public sealed class TheComposeFile(ComposeFile compose) : IClassFixture<ComposeFile>
{
    [ComposeFact]
    public void Is_as_the_specification_says() =>
        Assert.Equal(["eventstore", "migrate", "postgres", "silo1", "silo2", "silo3"], compose.Services.Keys.Order());

    [ComposeFact]
    public void Silos_are_not_root_and_write_to_their_volumes_only() => Assert.All(compose.Silos, silo =>
    {
        Assert.True(silo.GetProperty("read_only").GetBoolean());
        Assert.Equal("ALL", silo.GetProperty("cap_drop")[0].GetString());
        Assert.Contains("no-new-privileges:true", Texts(silo.GetProperty("security_opt")));
        Assert.False(silo.TryGetProperty("user", out _) || silo.TryGetProperty("privileged", out _));
        Assert.Contains(Texts(silo.GetProperty("volumes")), v => v.EndsWith(":/data", StringComparison.Ordinal));
    });

    [ComposeFact]
    public void Silos_wait_for_the_stores_and_the_migration_and_are_asked_whether_they_are_ready() => Assert.All(compose.Silos, silo =>
    {
        var after = silo.GetProperty("depends_on");
        Assert.Equal("service_completed_successfully", after.GetProperty("migrate").GetProperty("condition").GetString());
        Assert.Equal("service_healthy", after.GetProperty("eventstore").GetProperty("condition").GetString());
        Assert.Equal("service_healthy", after.GetProperty("postgres").GetProperty("condition").GetString());
        Assert.Contains("/readyz", compose.HealthTest, StringComparison.Ordinal);
    });

    [ComposeFact]
    public void Each_silo_is_told_its_own_address() => Assert.All(compose.Silos, silo => Assert.Equal(
        silo.GetProperty("networks").GetProperty("silos").GetProperty("ipv4_address").GetString(),
        silo.GetProperty("environment").GetProperty(ServerSettings.VariableOf("silo-listen")).GetString()));

    [ComposeFact]
    public void Every_secret_is_defined_used_and_made_by_the_script()
    {
        var defined = compose.Root.GetProperty("secrets").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetProperty("file").GetString()!);
        var used = compose.Services.Values.SelectMany(s => s.TryGetProperty("secrets", out var list) ? list.EnumerateArray() : [])
            .Select(s => s.ValueKind == JsonValueKind.String ? s.GetString()! : s.GetProperty("source").GetString()!).Distinct();
        Assert.Equal(defined.Keys.Order(), used.Order());
        var made = DeployFiles.Read("compose-secrets.sh") + DeployFiles.Read("certificates.sh");
        Assert.All(defined.Values, file => Assert.Contains(Path.GetFileNameWithoutExtension(file), made, StringComparison.Ordinal));
        Assert.DoesNotContain("PASSWORD:", compose.Text, StringComparison.Ordinal);
    }

    [ComposeFact]
    public void Secrets_that_silos_are_told_of_are_given_to_them() => Assert.All(compose.Silos, silo =>
    {
        const string folder = "/run/secrets/";
        var given = Texts(silo.GetProperty("secrets")).ToHashSet();
        var named = silo.GetProperty("environment").EnumerateObject().Select(e => e.Value.GetString()!)
            .Where(v => v.StartsWith(folder, StringComparison.Ordinal));
        Assert.Equal(given.Order(), named.Select(v => v[folder.Length..]).Order());
    });

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(e => e.GetString()!);
}
