using AccessGovernance.Domain;
using AccessGovernance.EventLog.Events;

namespace AccessGovernance.Events.Tests;

/// <summary>One sample per stored name, kept for ever: what was written once must be read by every later version.</summary>
public sealed class StoredSamples
{
    public static TheoryData<string> Names => [.. EventCatalogue.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_read_and_written_again_byte_by_byte(string name)
    {
        var sample = Read(name);
        var decoded = EventJson.Decode(name, sample)!;
        Assert.Equal(name, EventCatalogue.NameOf(decoded));
        Assert.Equal(sample, EventJson.Encode(decoded));
        Assert.Equal(sample, EventJson.Encode(EventJson.DecodeGeneric(name, sample)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Show_every_personal_text_that_the_event_can_have(string name)
    {
        var decoded = EventJson.Decode(name, Read(name))!;
        var visited = 0;
        decoded.MapPersonalText(text => { visited++; return text; });
        var declared = decoded.GetType().GetProperties().Count(p => p.PropertyType == typeof(PersonalText));
        Assert.True(visited >= declared, $"The sample of {name} leaves a personal text out.");
    }

    [Fact]
    public void Exist_for_the_names_of_the_catalogue_and_for_no_other() => Assert.Equal(
        EventCatalogue.All.Select(e => e.Name).Order(StringComparer.Ordinal),
        Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Fact]
    public void Cover_every_event_of_the_domain() => Assert.Equal(
        typeof(DomainEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DomainEvent)) && !t.IsAbstract)
            .Select(t => t.Name).Order(StringComparer.Ordinal),
        EventCatalogue.All.Select(e => e.Event.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Have_names_of_the_form_category_dot_event_dot_version() => Assert.All(
        EventCatalogue.All, e => Assert.Matches("^[a-z]+\\.[a-z]+(-[a-z]+)*\\.v[1-9][0-9]*$", e.Name));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Samples");

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));
}
