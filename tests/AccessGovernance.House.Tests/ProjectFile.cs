using System.Xml.Linq;

namespace AccessGovernance.House.Tests;

/// <summary>One project and what it refers to.</summary>
internal sealed class ProjectFile(string path, string text)
{
    private readonly XDocument xml = XDocument.Parse(text);

    public string Path => path;

    public string Folder => path[..path.LastIndexOf('/')];

    /// <summary>File name without extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>Referenced packages, with the version if the project states one.</summary>
    public IEnumerable<(string Name, string? Version)> Packages => xml.Descendants("PackageReference")
        .Select(p => (Attribute(p, "Include"), (string?)p.Attribute("Version")));

    /// <summary>Names of referenced projects; build-only ones give no types, just an order.</summary>
    public IEnumerable<(string Name, bool BuildOnly)> References => xml.Descendants("ProjectReference")
        .Select(r => (System.IO.Path.GetFileNameWithoutExtension(Attribute(r, "Include").Replace('\\', '/')), IsBuildOnly(r)));

    /// <summary>Paths or patterns of protocol files, relative to the repository.</summary>
    public IEnumerable<string> Protos => xml.Descendants("Protobuf")
        .Select(p => System.IO.Path.GetRelativePath(Repository.Root, System.IO.Path.Combine(Repository.Root, Folder, Attribute(p, "Include")))
            .Replace('\\', '/'));

    private static bool IsBuildOnly(XElement reference) =>
        "false".Equals((string?)reference.Attribute("ReferenceOutputAssembly") ?? (string?)reference.Element("ReferenceOutputAssembly"),
            StringComparison.OrdinalIgnoreCase);

    private static string Attribute(XElement element, string name) => (string?)element.Attribute(name) ?? "";
}
