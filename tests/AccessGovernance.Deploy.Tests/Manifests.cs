using k8s;
using k8s.Models;

namespace AccessGovernance.Deploy.Tests;

/// <summary>The Kubernetes objects below tools/deploy/kubernetes, as the API's own types. A field that they do not have is an error.</summary>
internal static class Manifests
{
    private const string Kustomization = "kustomization.yaml";

    public static string Folder { get; } = Path.Combine(DeployFiles.Folder, "kubernetes");

    public static IReadOnlyList<object> All { get; } = [.. System.IO.Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal)
        .Where(f => Path.GetFileName(f) != Kustomization).SelectMany(Load)];

    public static IEnumerable<V1PodSpec> Pods =>
        [.. Of<V1StatefulSet>().Select(s => s.Spec.Template.Spec), .. Of<V1Job>().Select(j => j.Spec.Template.Spec)];

    public static IEnumerable<V1Container> Containers => Pods.SelectMany(p => p.Containers.Concat(p.InitContainers ?? []));

    public static V1PodTemplateSpec Silo => Of<V1StatefulSet>().Single().Spec.Template;

    public static IEnumerable<T> Of<T>() => All.OfType<T>();

    private static List<object> Load(string file) => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true);
}
