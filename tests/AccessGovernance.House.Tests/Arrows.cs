namespace AccessGovernance.House.Tests;

/// <summary>Which room may know which. A room exists because it compiles apart.</summary>
public sealed class Arrows
{
    private const string Prefix = "AccessGovernance.";

    // The arrows of src/ARCHITECTURE.md. What a room reaches over another one it may also name.
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Domain"] = [],
        ["Conditions"] = ["Domain"],
        ["PersonalData"] = ["Domain"],
        ["EventStoreProtocol"] = [],
        ["EventLog"] = ["Domain", "PersonalData", "EventStoreProtocol"],
        ["Grains"] = ["EventLog"],
        ["AccessHistory"] = ["EventLog"],
        ["Directory"] = ["EventLog", "PersonalData"],
        ["Reviews"] = ["EventLog"],
        ["Reports"] = ["EventLog"],
        ["Roles"] = [],
        ["Api"] = [],
        ["Server"] = ["Grains", "AccessHistory", "Directory", "Reviews", "Reports", "Roles", "Conditions", "Api"],
        ["Cli"] = ["Api"],
        ["Bench"] = ["Server"],
    };

    [Fact]
    public void Rooms_know_only_the_rooms_that_they_may_know() => Complaints.None(
        from project in Rooms_of_the_house()
        where Rooms.ContainsKey(RoomOf(project.Name))
        let allowed = Reach(RoomOf(project.Name)).ToHashSet()
        from reference in project.References
        where !reference.BuildOnly && !allowed.Contains(RoomOf(reference.Name))
        select $"{project.Path}:1: must not refer to {reference.Name}; it may know {string.Join(", ", allowed.Order().DefaultIfEmpty("nobody"))}. "
            + "Rooms that must not know each other meet in the log.");

    [Fact]
    public void Every_room_is_on_the_map() => Complaints.None(
        from project in Rooms_of_the_house()
        where !Rooms.ContainsKey(RoomOf(project.Name))
        select $"{project.Path}:1: the room is not on the map: add its arrows to src/ARCHITECTURE.md and to this test.");

    [Fact]
    public void Only_the_command_line_has_a_build_only_reference_and_only_to_the_server() => Complaints.None(
        from project in Repository.Projects
        from reference in project.References
        where reference.BuildOnly && !(RoomOf(project.Name) == "Cli" && RoomOf(reference.Name) == "Server")
            && !project.Path.StartsWith("tests/", StringComparison.Ordinal)
        select $"{project.Path}:1: refers to {reference.Name} for its build only: refer to its types, or not at all.");

    [Fact]
    public void Nothing_but_tests_knows_tests_or_tools() => Complaints.None(
        from project in Repository.Projects
        where !project.Path.StartsWith("tests/", StringComparison.Ordinal)
        from reference in project.References
        where RoomOf(reference.Name) is "Cli" or "Bench" || reference.Name.EndsWith(".Tests", StringComparison.Ordinal)
        select $"{project.Path}:1: must not refer to {reference.Name}: move what it needs into a room.");

    [Fact]
    public void What_runs_reviews_does_not_know_the_services_that_answer_calls() => Complaints.None(
        from file in Repository.Files
        where file.StartsWith("src/AccessGovernance.Server/Reviews/", StringComparison.Ordinal)
            && Repository.Read(file).Contains("AccessGovernance.Server.Services", StringComparison.Ordinal)
        select $"{file}:1: uses AccessGovernance.Server.Services: services know reviews, not the other way round.");

    [Fact]
    public void Domain_has_no_packages()
    {
        var domain = Repository.Projects.Single(p => p.Name == Prefix + "Domain");
        Complaints.None(from package in domain.Packages select $"{domain.Path}:1: the domain is pure: remove the package {package.Name}.");
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place() => Complaints.None(
        from project in Repository.Projects
        from package in project.Packages
        where package.Version is not null
        select $"{project.Path}:1: move the version of {package.Name} to Directory.Packages.props.");

    [Fact]
    public void Projects_are_in_the_solution_and_have_a_lock_file()
    {
        var solution = Repository.Read("AccessGovernance.sln").Replace('\\', '/');
        Complaints.None(
            from project in Repository.Projects
            from complaint in new[]
            {
                solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal) ? null : "is not in the solution: dotnet sln add it",
                Repository.Files.Contains($"{project.Folder}/packages.lock.json") ? null : "has no packages.lock.json: restore and commit it",
            }
            where complaint is not null
            select $"{project.Path}:1: {complaint}.");
    }

    private static IEnumerable<ProjectFile> Rooms_of_the_house() =>
        Repository.Projects.Where(p => !p.Path.StartsWith("tests/", StringComparison.Ordinal));

    private static string RoomOf(string project) => project.StartsWith(Prefix, StringComparison.Ordinal) ? project[Prefix.Length..] : project;

    private static IEnumerable<string> Reach(string room) =>
        Rooms.GetValueOrDefault(room, []).SelectMany(r => Reach(r).Prepend(r)).Distinct();
}
