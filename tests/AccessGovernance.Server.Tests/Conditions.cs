using Google.Protobuf;

namespace AccessGovernance.Server.Tests;

/// <summary>The language of conditions, as callers use it: checked, told with its place when it is wrong, and asked of what exists.</summary>
public sealed class Conditions(RunningServer server) : IClassFixture<RunningServer>
{
    private const int ConditionDepth = 20;

    private readonly Caller admin = server.Administrator;

    private ConditionService.ConditionServiceClient Service => new(admin.Invoker);

    [Fact]
    public async Task A_text_and_its_tree_are_checked_to_the_same()
    {
        const string Canonical = "not identity.kind in ('service', 'shared') and (risk >= 'high' or last_used before 90 days or last_used after 2026-01-31)"
            + " and entitlement.capacity < -1.5 and identity.synthetic == false and identity.owners has 'P-1' and mail ends with '@example.org'"
            + " and title starts with 'Head' and attribute.team exists";
        var written = Canonical.Replace(" and ", "\n AND ", StringComparison.Ordinal);
        var fromText = await Service.CheckConditionAsync(new() { Condition = new() { Text = written } });
        Assert.Equal(Canonical, fromText.Text);
        var fromTree = await Service.CheckConditionAsync(new() { Condition = new() { Tree = fromText.Tree } });
        Assert.Equal(fromText, fromTree);
        Assert.Equal(["attribute.team", "entitlement.capacity", "identity.kind", "identity.owners", "identity.synthetic", "last_used", "mail", "risk", "title"],
            fromText.Attributes);
    }

    [Fact]
    public async Task A_wrong_text_is_refused_with_its_line_and_column()
    {
        var refused = await Refused.By(Service.CheckConditionAsync(new() { Condition = new() { Text = "name exists\nand departmant == 'x'" } }));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD", "condition.text"), (refused.Code, refused.Reason, refused.Fields.Single()));
        Assert.Equal(("2", "5"), (refused.Metadata["line"], refused.Metadata["column"]));
        Assert.Contains("line 2, column 5: departmant is no attribute", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_tree_is_refused_with_its_path()
    {
        var good = new ConditionTree { Exists = new() { Attribute = "name" } };
        (ConditionTree Tree, string Path)[] wrong =
        [
            (new(), ""), (All(good), ".all.terms"), (All(good, new()), ".all.terms[1]"), (new() { Not = new() }, ".not"),
            (All(good, new() { Exists = new() { Attribute = "x" } }), ".all.terms[1].exists.attribute"),
            (new() { Comparison = new() { Attribute = "name", Value = new() { Text = "x" } } }, ".comparison.operator"),
            (Compared("name", ComparisonOperator.Less, new() { Text = "x" }), ".comparison.operator"),
            (Compared("name", ComparisonOperator.Equal, new()), ".comparison.value"),
            (Compared("name", ComparisonOperator.Equal, new() { Boolean = true }), ".comparison.value"),
            (Compared("entitlement.capacity", ComparisonOperator.Equal, new() { Number = "1e5" }), ".comparison.value.number"),
            (new() { In = new() { Attribute = "name" } }, ".in.values"),
            (new() { In = new() { Attribute = "risk", Values = { new ConditionValue { Text = "low" }, new ConditionValue { Text = "?" } } } }, ".in.values[1]"),
            (new() { StartsWith = new() { Attribute = "name" } }, ".starts_with.text"),
            (new() { Has = new() { Attribute = "identity.owners", Text = "\u202E" } }, ".has.text"),
            (new() { Before = new() { Attribute = "last_used" } }, ".before"),
            (new() { After = new() { Attribute = "last_used", At = new() { Nanos = 7 } } }, ".after.at"),
            (new() { Before = new() { Attribute = "last_used", Ago = new() { Count = 1 } } }, ".before.ago.unit"),
            (new() { Before = new() { Attribute = "last_used", Ago = new() { Unit = TimeUnit.Days } } }, ".before"),
        ];
        foreach (var (tree, path) in wrong)
        {
            var refused = await Refused.By(Service.CheckConditionAsync(new() { Condition = new() { Tree = tree } }));
            Assert.Equal((StatusCode.InvalidArgument, "condition.tree" + path), (refused.Code, refused.Fields.Single()));
        }
    }

    [Fact]
    public async Task What_is_too_much_is_refused_and_the_server_goes_on()
    {
        var wide = All([.. Enumerable.Repeat(new ConditionTree { Exists = new() { Attribute = "name" } }, 5_000)]);
        Condition[] monsters =
        [
            new(), new() { Text = new string('(', 1_000) }, new() { Text = new string('(', 100_000) },
            new() { Text = string.Concat(Enumerable.Repeat("not ", 8_000)) },
            new() { Tree = Nots(ConditionDepth) }, new() { Tree = wide },
        ];
        foreach (var monster in monsters)
        {
            var refused = await Refused.By(Service.CheckConditionAsync(new() { Condition = monster }));
            Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (refused.Code, refused.Reason));
        }
        var method = AnyMethod.All.Single(m => m.Descriptor.Name == "CheckCondition");
        // Deeper than any of our own code would go: condition, its tree, and "not" after "not".
        byte[] bytes = [];
        for (var i = 0; i < 10_000; i++)
            bytes = Within(3, bytes);
        Assert.Equal(StatusCode.InvalidArgument, (await method.Call(admin.Invoker, Within(1, Within(2, bytes))))?.Code);
        Assert.Equal("name exists", (await Service.CheckConditionAsync(new() { Condition = new() { Text = "name exists" } })).Text);
    }

    [Fact]
    public async Task What_it_is_about_decides_which_attributes_there_are()
    {
        var request = new CheckConditionRequest { Condition = new() { Text = "risk == 'low'" }, About = { ConditionSubject.Entitlement } };
        Assert.Equal(["risk"], (await Service.CheckConditionAsync(request)).Attributes);
        request.About[0] = ConditionSubject.Identity;
        Assert.Equal("condition.text", (await Refused.By(Service.CheckConditionAsync(request))).Fields.Single());
        request.About[0] = (ConditionSubject)9;
        Assert.Equal("about", (await Refused.By(Service.CheckConditionAsync(request))).Fields.Single());
    }

    private static ConditionTree All(params ConditionTree[] terms) => new() { All = new() { Terms = { terms } } };

    private static ConditionTree Compared(string attribute, ComparisonOperator comparison, ConditionValue value) =>
        new() { Comparison = new() { Attribute = attribute, Operator = comparison, Value = value } };

    /// <summary>Bytes of a message as a field of another one.</summary>
    private static byte[] Within(int field, byte[] message)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(message));
        }
        return stream.ToArray();
    }

    private static ConditionTree Nots(int count)
    {
        var tree = new ConditionTree { Exists = new() { Attribute = "name" } };
        for (var i = 0; i < count; i++)
            tree = new() { Not = tree };
        return tree;
    }
}
