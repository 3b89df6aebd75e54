using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace AccessGovernance.Server.Tests;

/// <summary>Every field of every request, broken in every way that it can be: a clear error that names the field, and nothing written.</summary>
[Trait("Rule", "1")]
public sealed class BadInput(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly string[] BadIds =
    [
        "x", "", "/", "a/b", "%", "%zz", "%4", "%FF", "a%00b", "a%0Ab", "%E2%80%AEx", "%E2%80%8Bx", "%20a", "a%20", "e%CC%81", "a\tb", "\u202ex",
        new('a', 257), new('a', 5_000), "%C3%A9" + new string('b', 255),
    ];

    private static readonly Dictionary<string, string> Collections = new()
    {
        ["identity"] = "identities/", ["subject"] = "identities/", ["entitlement"] = "entitlements/", ["from"] = "entitlements/", ["to"] = "entitlements/",
        ["application"] = "applications/", ["person"] = "persons/", ["owner"] = "persons/",
    };

    private static readonly Timestamp[] BadTimes =
    [
        new() { Seconds = 1_700_000_000, Nanos = 1 }, new() { Seconds = 1_700_000_000, Nanos = 1_500_000 }, new() { Seconds = 1_700_000_000, Nanos = -1 },
        new() { Seconds = 1_700_000_000, Nanos = int.MaxValue }, new() { Seconds = long.MaxValue }, new() { Seconds = long.MinValue },
        new() { Seconds = -5_000_000_000 },
    ];

    // Control characters of both ranges, every kind of bidirectional one, and separators that only look like the end of a line.
    private static readonly string[] Unprintable =
    [
        "bell\u0007", "nul\0", "del\u007f", "next\u0085line", "mark\u061c", "mark\u200e", "mark\u200f", "embed\u202ax", "pop\u202c", "right\u202eleft",
        "isolate\u2066x", "pop\u2069", "line\u2028end", "paragraph\u2029end",
    ];

    private readonly Caller admin = server.Administrator;

    [Fact]
    public Task Resource_names() => Walk(field => CollectionOf(field) is { } collection && field.FieldType == FieldType.String
        ? [.. BadIds.Select(id => (object)(id == "x" ? "others/x" : collection + id)).Append("x")]
        : []);

    [Fact]
    public Task Ids() => Walk(field => field.Name is "request_id" or "link_id" or "hold_id" or "grant_id" or "conferral_id" or "token_id"
        ? ["", "x", "0b4f1a9e6c1d4a379d432f6f5d0d7c11", "{0b4f1a9e-6c1d-4a37-9d43-2f6f5d0d7c11}", new string('0', 10_000)]
        : []);

    [Fact]
    public Task A_request_id_of_zeros() => Walk(field => field.Name == "request_id" ? [Guid.Empty.ToString()] : []);

    [Fact, Trait("Rule", "2")]
    public Task Times() => Walk(field => field.FieldType == FieldType.Message && field.MessageType == Timestamp.Descriptor ? [.. BadTimes] : []);

    [Fact]
    public Task Enums() => Walk(field => field.FieldType == FieldType.Enum && !field.IsRepeated ? [99, -1] : []);

    [Fact]
    public Task Texts() => Walk(field => field.Name switch
    {
        "reason" or "description" => [new string('x', 4_097), new string('ż', 2_049), .. Unprintable],
        "justification" or "text" => [new string('x', 4_097), new string('ż', 2_049), .. Unprintable],
        "display_name" => [new string('x', 257), .. Unprintable, "two\nlines", "two\rlines", "a\ttab"],
        _ => [],
    });

    [Fact]
    public Task Pages() => Walk(field => field.Name switch
    {
        "page_size" => [-1, int.MinValue, 10_001],
        "page_token" => ["!", "AAAA", new string('A', 10_000)],
        "at_least" => ["x", "p1--1"],
        _ => [],
    });

    [Fact]
    public Task Masks() => Walk(field => field.Name == "update_mask"
        ? [new FieldMask(), new FieldMask { Paths = { "request_id" } }, new FieldMask { Paths = { "" } }, new FieldMask { Paths = { "attributes" + "[0]" } }]
        : []);

    [Fact]
    public Task Numbers_and_hashes() => Walk(field => field.Name switch
    {
        "capacity" when field.ContainingType.Name == "DefineEntitlementRequest" => [-1, 1_000_001, int.MinValue],
        "lifetime_seconds" => [-1L, 31_536_001L],
        "dwell_ms" => [-1L, 86_400_001L],
        "role" or "error" when field.FieldType == FieldType.String => ["", " ", new string('x', 1_001), "two\nlines"],
        "reference" when field.ContainingType.Name == "AcknowledgeCaseRequest" => ["", " x", "a\u0000", new string('s', 257)],
        "campaign" or "definition" => ["x", "campaigns/", "campaigns/x", "definitions/x"],
        "file_sha256" => ["", "xyz", new string('g', 64), new string('a', 63)],
        "source" => ["", " x", "a\u0000", new string('s', 257)],
        "attribute" => ["", "title"],
        _ => [],
    });

    /// <summary>Breaks fields one at a time; the error must name the field, and the history must not grow.</summary>
    private async Task Walk(Func<FieldDescriptor, object[]> badValues)
    {
        var (identity, entitlement, application) = (await admin.NewIdentity(), await admin.NewEntitlement(), await admin.NewApplication());
        var before = (await server.Process.Health()).HeadPosition;
        var wrong = new List<string>();
        var walked = 0;
        foreach (var sample in AnyMethod.All.Where(m => !m.Descriptor.IsClientStreaming).Select(m => new SampleRequest(m, identity, entitlement, application)))
        {
            foreach (var (field, value) in sample.Fields.SelectMany(badValues, (f, v) => (f, v)))
            {
                walked++;
                var refused = await sample.Method.Call(admin.Invoker, sample.With(field, value));
                if (refused is not { Code: StatusCode.InvalidArgument, Reason: "INVALID_FIELD" } || refused.Fields is not [var named] || !Names(field, named))
                    wrong.Add($"{sample.Method.Name} {field.Name}={Cut(value)} -> {refused}");
            }
        }
        Assert.Empty(wrong);
        Assert.True(walked > 0);
        Assert.Equal(before, (await server.Process.Health()).HeadPosition);
    }

    private static string? CollectionOf(FieldDescriptor field) => field.File.Name.EndsWith("review_service.proto", StringComparison.Ordinal)
        && field.Name is "to" or "reviewer" or "by" ? "persons/" : Collections.GetValueOrDefault(field.Name);

    private static bool Names(FieldDescriptor field, string named) => named == field.Name || named.StartsWith(field.Name + ".", StringComparison.Ordinal);

    private static string Cut(object value) => value.ToString() is { Length: > 60 } text ? text[..60] + "…" : value.ToString() ?? "";
}
