using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AccessGovernance.House.Tests;

/// <summary>Names that say nothing are not used.</summary>
public sealed class Names
{
    private static readonly HashSet<string> Banned =
        new(["Common", "Shared", "Infrastructure", "Helpers", "Managers", "Utils"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] BannedEndings = ["Helper", "Helpers", "Manager", "Managers", "Util", "Utils"];

    [Fact]
    public void Folders_say_what_is_in_them() => Complaints.None(
        from folder in Repository.Files.Where(f => f.Contains('/')).Select(f => f[..f.LastIndexOf('/')]).Distinct()
        where folder.Split('/', '.').Any(Banned.Contains)
        select $"{folder}:1: the name says nothing: name the folder after what it does.");

    [Fact]
    public void Types_say_what_they_do() => Complaints.None(
        from file in Repository.Sources
        from type in file.Of<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        where Banned.Contains(name) || BannedEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal))
        select file.Complain(type.Identifier.GetLocation(), $"{name} says nothing: name the type after what it guarantees."));

    [Fact]
    public void No_project_shadows_the_client_of_the_event_store() => Complaints.None(
        from project in Repository.Projects
        where project.Name == "AccessGovernance.EventStore"
        select $"{project.Path}:1: the name shadows EventStore.Client: use another one.");
}
