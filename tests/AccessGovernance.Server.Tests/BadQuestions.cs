using Google.Protobuf.Reflection;

namespace AccessGovernance.Server.Tests;

/// <summary>What is bad beyond a single field: periods, states of knowledge, unknown ids, sizes, and bytes that are no request at all.</summary>
public sealed class BadQuestions(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private readonly Caller admin = server.Administrator;
    private string identity = "";
    private string entitlement = "";
    private long head;

    public async Task InitializeAsync()
    {
        (identity, entitlement) = (await admin.NewIdentity(), await admin.NewEntitlement());
        head = (await server.Process.Health()).HeadPosition;
    }

    // Whatever a test asked, nothing was written.
    public async Task DisposeAsync() => Assert.Equal(head, (await server.Process.Health()).HeadPosition);

    [Theory, Trait("Rule", "7")]
    [InlineData("2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z"), InlineData("2030-01-02T00:00:00Z", "2030-01-01T00:00:00Z")]
    [InlineData("2030-01-02T00:00:00Z", "1900-01-01T00:00:00Z")]
    public async Task Inverted_periods(string from, string until)
    {
        var validity = new Validity { From = Caller.At(from), Until = Caller.At(until) };
        var refused = new[]
        {
            await Refused.By(admin.Provisioning.GrantAccessAsync(
                new() { RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, Validity = validity, Reason = "r" })),
            await Refused.By(admin.Provisioning.CorrectGrantAsync(new()
            {
                RequestId = Caller.NewRequest(), Identity = identity, Entitlement = entitlement, GrantId = Caller.NewRequest(), Validity = validity,
                Reason = "r",
            })),
            await Refused.By(admin.Entitlements.ConferAsync(
                new() { RequestId = Caller.NewRequest(), From = entitlement, To = entitlement, Validity = validity, Reason = "r" })),
            await Refused.By(admin.Identities.LinkIdentityAsync(new()
            {
                RequestId = Caller.NewRequest(), Identity = identity, Person = "persons/p", Role = LinkRole.Person, Validity = validity, Reason = "r",
            })),
        };
        Assert.All(refused, r => Assert.Equal((StatusCode.InvalidArgument, "validity.until"), (r.Code, r.Fields.Single())));
        var during = new Api.V1.Range { From = validity.From, Until = validity.Until };
        var asked = await Refused.By(admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, ValidDuring = during }));
        Assert.Equal((StatusCode.InvalidArgument, "valid_during.until"), (asked.Code, asked.Fields.Single()));
    }

    [Fact, Trait("Rule", "3")]
    public async Task States_of_knowledge_that_exclude_each_other()
    {
        var (now, token) = (Caller.FromNow(TimeSpan.Zero), (await admin.Check(identity, entitlement)).Basis.Token);
        (Knowledge Asked, string Field)[] bad =
        [
            (new() { KnownAt = now, Ever = true }, "knowledge"), (new() { KnownAt = now, Exactly = token }, "knowledge"),
            (new() { Exactly = token, Ever = true }, "knowledge"), (new() { KnownBy = (KnownBy)9 }, "knowledge.known_by"),
            (new() { KnownBy = KnownBy.Source, Exactly = token }, "knowledge.exactly"), (new() { KnownAt = new() { Nanos = 7 } }, "knowledge.known_at"),
        ];
        foreach (var (knowledge, field) in bad)
        {
            var refused = await Refused.By(admin.History.WhoHadAccessAsync(new() { Entitlement = entitlement, Knowledge = knowledge }));
            Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Fields.Single()));
        }
    }

    [Fact, Trait("Rule", "10")]
    public async Task Unknown_ids_are_not_found()
    {
        var (nobody, nothing) = (Caller.Identity("nobody"), Caller.Entitlement("nothing"));
        (Task Call, string Field)[] calls =
        [
            (admin.Grant(nobody, entitlement), "identity"), (admin.Grant(identity, nothing), "entitlement"),
            (admin.Revoke(identity, entitlement, Caller.NewRequest()), "grant_id"), (admin.Check(nobody, entitlement), "identity"),
            (admin.Check(identity, nothing), "entitlement"), (admin.History.WhoHadAccessAsync(new() { Entitlement = nothing }).ResponseAsync, "entitlement"),
            (admin.History.WhatDidTheyHoldAsync(new() { Subject = nobody }).ResponseAsync, "subject"),
            (admin.History.WhatDidTheyHoldAsync(new() { Subject = "persons/nobody" }).ResponseAsync, "subject"),
            (admin.History.GetTimelineAsync(new() { Identity = nobody }).ResponseAsync, "identity"),
            (admin.Identities.GetIdentityAsync(new() { Identity = nobody }).ResponseAsync, "identity"),
            (admin.Entitlements.GetEntitlementAsync(new() { Entitlement = nothing }).ResponseAsync, "entitlement"),
            (admin.Confer(entitlement, nothing), "to"), (admin.Confer(nothing, entitlement), "from"),
            (admin.NewEntitlement("applications/none", 0), "application"),
            (admin.Identities.SuspendIdentityAsync(new() { RequestId = Caller.NewRequest(), Identity = nobody, Reason = "r" }).ResponseAsync, "identity"),
        ];
        foreach (var (call, field) in calls)
        {
            var refused = await Refused.By(call);
            Assert.Equal((StatusCode.NotFound, field), (refused.Code, refused.Fields.Single()));
        }
    }

    [Fact]
    public async Task Messages_that_are_too_large_are_refused()
    {
        var huge = new RegisterIdentityRequest { RequestId = Caller.NewRequest(), Identity = identity, Kind = IdentityKind.Employee };
        huge.Attributes.Add("note", new string('x', 5 * 1024 * 1024));
        Assert.Equal(StatusCode.ResourceExhausted, (await Refused.By(admin.Identities.RegisterIdentityAsync(huge))).Code);
    }

    [Fact]
    public async Task Bytes_that_are_no_request_are_refused_for_what_they_are()
    {
        byte[] notText = [10, 2, 0xFF, 0xFE];
        foreach (var bytes in new[] { [0xFF, 0xFF, 0xFF], notText })
        {
            foreach (var method in AnyMethod.All.Where(m => m.Descriptor.InputType.FindFieldByNumber(1).FieldType != FieldType.Int32))
            {
                var refused = await method.Call(admin.Invoker, bytes);
                Assert.Equal((method.Name, StatusCode.InvalidArgument), (method.Name, refused?.Code));
            }
        }
    }

    [Fact]
    public async Task Attributes_that_are_too_many_or_named_badly()
    {
        var many = Register();
        for (var i = 0; i < 65; i++)
            many.Attributes.Add("a" + i, "x");
        (RegisterIdentityRequest Request, string Field)[] bad =
        [
            (many, "attributes"), (Register(("Mail", "x")), "attributes"), (Register(("", "x")), "attributes"),
            (Register((new string('a', 65), "x")), "attributes"),
            (Register(("mail", "")), "attributes.mail"), (Register(("mail", new string('x', 4_097))), "attributes.mail"),
            (Register(("mail", "\0")), "attributes.mail"), (Register(("title", "head\u202eof")), "attributes.title"),
            (Register(("title", "head\u2067of")), "attributes.title"),
        ];
        foreach (var (request, field) in bad)
        {
            var refused = await Refused.By(admin.Identities.RegisterIdentityAsync(request));
            Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Fields.Single()));
        }
    }

    [Theory, InlineData(""), InlineData("x")]
    public async Task What_was_said_badly_is_not_repeated_at_any_length(string before)
    {
        const int MostRepeated = 500;
        // Of characters that take two places each, so that a cut may fall between them.
        var path = before + string.Concat(Enumerable.Repeat("\U0001F511", 50_000));
        var call = admin.Identities.UpdateIdentityAsync(
            new() { RequestId = Caller.NewRequest(), Identity = identity, UpdateMask = new() { Paths = { path } } });
        var thrown = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        var refused = Refused.Of(thrown);
        Assert.Equal((StatusCode.InvalidArgument, "update_mask"), (refused.Code, refused.Fields.Single()));
        var violation = thrown.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Single();
        foreach (var text in new[] { refused.Message, violation.Description })
        {
            Assert.InRange(text.Length, MostRepeated - 1, MostRepeated + 1);
            Assert.EndsWith("\U0001F511…", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_id_that_is_not_known_is_not_repeated_in_full()
    {
        var refused = await Refused.By(admin.Identities.GetIdentityAsync(new() { Identity = Caller.Identity(new string('ż', 128)) }));
        Assert.Equal((StatusCode.NotFound, "identity"), (refused.Code, refused.Fields.Single()));
        Assert.Equal(501, refused.Message.Length);
    }

    [Fact]
    public async Task Bad_changes_in_a_stream_do_not_end_it()
    {
        using var changes = admin.Provisioning.ApplyChanges();
        await changes.RequestStream.WriteAsync(new());
        await changes.RequestStream.WriteAsync(new() { Grant = new() { RequestId = "x", Identity = identity, Entitlement = entitlement } });
        await changes.RequestStream.WriteAsync(new() { Grant = new() { RequestId = Caller.NewRequest(), Identity = "x", Entitlement = entitlement } });
        await changes.RequestStream.CompleteAsync();
        foreach (var field in new[] { "change", "request_id", "identity" })
        {
            Assert.True(await changes.ResponseStream.MoveNext());
            Assert.Equal(field, Refused.Of(changes.ResponseStream.Current.Error).Fields.Single());
        }
        Assert.False(await changes.ResponseStream.MoveNext());
    }

    private static RegisterIdentityRequest Register(params (string Name, string Value)[] attributes)
    {
        var request = new RegisterIdentityRequest
        {
            RequestId = Caller.NewRequest(), Identity = Caller.Identity(Caller.New("bad")), Kind = IdentityKind.Employee,
        };
        foreach (var (name, value) in attributes)
            request.Attributes.Add(name, value);
        return request;
    }
}
