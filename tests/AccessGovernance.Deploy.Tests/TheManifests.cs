using System.Text.RegularExpressions;
using AccessGovernance.Server.Hosting;
using k8s.Models;

namespace AccessGovernance.Deploy.Tests;

/// <summary>The manifests fit together, name what exists, and give the server no more rights than it needs.</summary>
public sealed partial class TheManifests
{
    private static readonly Dictionary<string, string> Labels = new(Manifests.Silo.Metadata.Labels);

    [Fact]
    public void There_are_silos_with_all_that_belongs_to_them() => Assert.Equal(
        ["ConfigMap", "Job", "Namespace", "NetworkPolicy", "PodDisruptionBudget", "Secret", "Service", "StatefulSet"],
        Manifests.All.Select(o => ((k8s.IKubernetesObject)o).Kind).Distinct().Order());

    [Fact]
    public void Pods_run_as_nobody_and_see_nothing_of_the_cluster() => Assert.All(Manifests.Pods, pod =>
    {
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.NotEqual(0, pod.SecurityContext.RunAsUser ?? 0);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken ?? true);
    });

    [Fact]
    public void Containers_have_a_read_only_file_system_no_capabilities_and_bounds() => Assert.All(Manifests.Containers, container =>
    {
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation ?? true);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.True(container.Resources.Limits.ContainsKey("memory") && container.Resources.Requests.ContainsKey("cpu"));
    });

    [Fact]
    public void Silos_are_asked_whether_they_live_and_are_ready_and_have_time_to_end()
    {
        var silo = Manifests.Silo.Spec.Containers.Single();
        Assert.Equal(("/livez", "http"), (silo.LivenessProbe.HttpGet.Path, silo.LivenessProbe.HttpGet.Port.Value));
        Assert.Equal(("/livez", "http"), (silo.StartupProbe.HttpGet.Path, silo.StartupProbe.HttpGet.Port.Value));
        Assert.Equal(("/readyz", "http"), (silo.ReadinessProbe.HttpGet.Path, silo.ReadinessProbe.HttpGet.Port.Value));
        // What the server takes at most, and what it waits before.
        var longest = (long)BoundedEnd.Longest.TotalSeconds + silo.Lifecycle.PreStop.Sleep.Seconds;
        Assert.InRange(Manifests.Silo.Spec.TerminationGracePeriodSeconds ?? 0, longest + 1, 120);
        Assert.Equal("status.podIP", silo.Env.Single(e => e.Name == ServerSettings.VariableOf("silo-listen")).ValueFrom.FieldRef.FieldPath);
    }

    [Fact]
    public void Selectors_meet_the_silos()
    {
        Assert.All(Manifests.Of<V1Service>(), s => AssertMeets(s.Spec.Selector));
        AssertMeets(Manifests.Of<V1StatefulSet>().Single().Spec.Selector.MatchLabels);
        AssertMeets(Manifests.Of<V1PodDisruptionBudget>().Single().Spec.Selector.MatchLabels);
        AssertMeets(Manifests.Of<V1NetworkPolicy>().Single().Spec.PodSelector.MatchLabels);
        var ports = Manifests.Silo.Spec.Containers.Single().Ports.ToDictionary(p => p.Name, p => p.ContainerPort);
        Assert.All(Manifests.Of<V1Service>().SelectMany(s => s.Spec.Ports), p => Assert.Contains(p.TargetPort.Value, ports));
        Assert.All(Manifests.Of<V1NetworkPolicy>().SelectMany(n => n.Spec.Ingress).SelectMany(i => i.Ports), p => Assert.Contains(p.Port.Value, ports));
        Assert.Equal(
            (ServerSettings.DefaultOf("grpc-port"), ServerSettings.DefaultOf("http-port"), ServerSettings.DefaultOf("silo-port")),
            ($"{ports["grpc"]}", $"{ports["http"]}", $"{ports["silo"]}"));
    }

    [Fact]
    public void Callers_are_given_the_addresses_of_silos_that_are_ready_only() => Assert.All(
        Manifests.Of<V1Service>().Where(s => s.Spec.Ports.Any(p => p.TargetPort.Value == "grpc")), s => Assert.NotEqual(true, s.Spec.PublishNotReadyAddresses));

    [Fact]
    public void Traces_may_leave_by_the_ports_that_the_configuration_page_names()
    {
        var open = Manifests.Of<V1NetworkPolicy>().Single().Spec.Egress.SelectMany(e => e.Ports).Select(p => p.Port.Value).ToHashSet();
        var line = File.ReadLines(Path.Combine(DeployFiles.Folder, "CONFIGURATION.md")).Single(l => l.Contains("--otlp-endpoint", StringComparison.Ordinal));
        var named = HostAndPort().Matches(line).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(named);
        Assert.Subset(open, named.ToHashSet());
    }

    [Fact]
    public void What_is_mounted_or_read_exists() => Assert.All(Manifests.Pods, pod =>
    {
        var claims = Manifests.Of<V1StatefulSet>().SelectMany(s => s.Spec.VolumeClaimTemplates).Select(c => c.Metadata.Name);
        var volumes = pod.Volumes.Select(v => v.Name).Concat(claims).ToHashSet();
        var containers = pod.Containers.Concat(pod.InitContainers ?? []).ToList();
        Assert.All(containers.SelectMany(c => c.VolumeMounts), m => Assert.Contains(m.Name, volumes));
        Assert.All(pod.Volumes, v => Assert.Contains(containers.SelectMany(c => c.VolumeMounts), m => m.Name == v.Name));
        Assert.All(pod.Volumes.Where(v => v.Secret is not null), v => Assert.Contains(Manifests.Of<V1Secret>(), s => s.Metadata.Name == v.Secret.SecretName));
        Assert.All(containers.SelectMany(c => c.EnvFrom ?? []), e => Assert.Contains(Manifests.Of<V1ConfigMap>(), c => c.Metadata.Name == e.ConfigMapRef.Name));
    });

    [Fact]
    public void Files_that_are_named_lie_where_something_is_mounted()
    {
        var silo = Manifests.Silo.Spec.Containers.Single();
        var secrets = Manifests.Silo.Spec.Volumes.Where(v => v.Secret is not null).ToDictionary(v => v.Name, v => v.Secret.SecretName);
        var files = silo.Env.Select(e => e.Value).Concat(Manifests.Of<V1ConfigMap>().Single().Data.Values).Where(v => v?.StartsWith("/secrets/") is true);
        Assert.All(files, file =>
        {
            var mount = silo.VolumeMounts.Single(m => file.StartsWith(m.MountPath + "/", StringComparison.Ordinal));
            var secret = Manifests.Of<V1Secret>().Single(s => s.Metadata.Name == secrets[mount.Name]);
            Assert.Contains(file[(mount.MountPath.Length + 1)..], secret.StringData.Keys);
        });
    }

    [Fact]
    public void One_silo_at_a_time_may_go_and_two_are_left()
    {
        Assert.Equal("1", Manifests.Of<V1PodDisruptionBudget>().Single().Spec.MaxUnavailable.Value);
        Assert.InRange(Manifests.Of<V1StatefulSet>().Single().Spec.Replicas ?? 0, 3, 100);
    }

    [ProgramFact("kubectl")]
    public async Task Kustomize_takes_all_but_the_template_of_secrets()
    {
        var (code, output) = await Programs.Run("kubectl", "kustomize", Manifests.Folder);
        Assert.True(code == 0, output);
        var count = Manifests.All.Count - Manifests.Of<V1Secret>().Count();
        Assert.Equal(count, output.Split('\n').Count(l => l.StartsWith("kind:", StringComparison.Ordinal)));
    }

    [GeneratedRegex("HOST:([0-9]+)")]
    private static partial Regex HostAndPort();

    private static void AssertMeets(IDictionary<string, string> selector) => Assert.All(selector, s => Assert.Equal(s.Value, Labels[s.Key]));
}
