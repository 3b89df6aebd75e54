using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccessGovernance.Domain;
using AccessGovernance.Server.Hosting;

namespace AccessGovernance.Server.Reviews.Messages;

/// <summary>What a message of one kind says. A line in which a value has nothing to say is left out.</summary>
internal sealed record MessageTemplate(string Subject, string Text);

/// <summary>What messages say, by kind: ours, in English, and in place of them what a file of the installation says.</summary>
internal sealed partial class MessageTemplates(FrozenDictionary<string, MessageTemplate> templates)
{
    private readonly FrozenDictionary<string, MessageTemplate> templates = templates;

    public const int MaxSubject = 200;
    public const int MaxText = 4_000;

    private const string Waiting = "Waiting for your answer: {items}.\nAnswers count until the end of {deadline}.";
    private const string TimeEnds = "\nThe time for it ends, or ended, at {due}.";

    /// <summary>What a template may name: nothing about anybody's access, so that a message which goes astray tells nothing of anybody.</summary>
    private static readonly FrozenSet<string> Values =
        new[] { "campaign", "items", "cases", "count", "application", "stage", "deadline", "due", "until" }.ToFrozenSet(StringComparer.Ordinal);

    public static MessageTemplates Ours { get; } = new(new Dictionary<string, MessageTemplate>
    {
        ["launch"] = new("Access review: {campaign}", $"An access review has begun. {Waiting}"),
        ["stage-begun"] = new("Access review: {campaign}", $"Stage {{stage}} of an access review has begun. {Waiting}"),
        ["reminder"] = new("Reminder: {campaign}", "Still waiting for your answer: {items}.\nAnswers count until the end of {deadline}."),
        ["escalation"] = new("Access review passed on to you: {campaign}", $"Others had these items before you. {Waiting}"),
        ["not-begun"] = new("Not begun: {campaign}",
            "An access review was due and was not begun: nobody reviews anything. It was due at {due}. The campaign says why."),
        ["deadline"] = new("Deadline passed: {campaign}", "Stage {stage} ended with {items} that nobody answered."),
        ["remediation"] = new("Access to take away: {campaign}", $"Access is to be taken away or changed: {{cases}}.{TimeEnds}"),
        ["exceptions-ended"] = new("Exceptions ended: {campaign}",
            "Access that was to be taken away could stay until {until}. That is over, and nothing is recorded of its going: {cases}."),
        ["overdue"] = new("Overdue: {campaign}", $"Access was to be taken away or changed by now: {{cases}}.{TimeEnds}"),
    }.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>Those of a JSON file, <c>{"reminder": {"subject": "…", "text": "…"}}</c>; of kinds that it does not name, ours.</summary>
    /// <exception cref="StartException">It is not there, or says something that cannot be.</exception>
    public static MessageTemplates Read(string path)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            var all = new Dictionary<string, MessageTemplate>(Ours.templates, StringComparer.Ordinal);
            foreach (var kind in file.RootElement.EnumerateObject())
                all[kind.Name] = all.ContainsKey(kind.Name) ? Read(kind) : throw Bad($"has the kind '{kind.Name}'; allowed are {Listed(all.Keys)}");
            return new(all.ToFrozenDictionary(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw Bad($"cannot be read: {e.Message}");
        }
    }

    /// <param name="values">By name; what is empty has nothing to say.</param>
    public (string Subject, string Text) Fill(string kind, IReadOnlyDictionary<string, string> values)
    {
        var template = templates[kind];
        var lines = template.Text.Split('\n').Where(l => Value().Matches(l).All(m => values[m.Groups[1].Value].Length > 0));
        return (Filled(template.Subject, values), string.Join('\n', lines.Select(l => Filled(l, values))));
    }

    private static MessageTemplate Read(JsonProperty kind) => new(Said(kind, "subject", MaxSubject), Said(kind, "text", MaxText));

    private static string Said(JsonProperty kind, string name, int most)
    {
        var text = kind.Value.TryGetProperty(name, out var given) ? given.GetString() ?? "" : "";
        if (AttributeTexts.IsBlank(text) || text.Length > most || AttributeTexts.Forbidden(text) is not null || (name == "subject" && text.Contains('\n')))
            throw Bad($"has no {name} for '{kind.Name}' of 1 to {most} characters{(name == "subject" ? " in one line" : "")}");
        return Value().Matches(text).FirstOrDefault(m => !Values.Contains(m.Groups[1].Value)) is { } unknown
            ? throw Bad($"names {unknown.Value} in '{kind.Name}'; allowed are {Listed(Values.Select(v => $"{{{v}}}"))}") : text;
    }

    private static string Filled(string text, IReadOnlyDictionary<string, string> values) => Value().Replace(text, m => values[m.Groups[1].Value]);

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.Ordinal));

    private static StartException Bad(string what) => new($"message-templates {what}", "correct the file, or leave the option out");

    [GeneratedRegex(@"\{(\w+)\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Value();
}
