using System.Text.Json;
using AccessGovernance.EventStoreProtocol;

namespace AccessGovernance.Server.Tests.EventStoreFace;

/// <summary>Clients of EventStoreDB read the history as it is stored, in both directions, and write nothing.</summary>
public sealed class ReadingHistory(RunningFace server) : IClassFixture<RunningFace>
{
    private readonly FaceCaller face = server.Face;

    [Fact]
    public async Task A_stream_is_read_from_both_ends_and_from_a_revision()
    {
        var all = await face.Events(Ask.Stream(server.Stream));
        Assert.True(all.Count >= 3);
        Assert.Equal(Enumerable.Range(0, all.Count).Select(i => (ulong)i), all.Select(e => e.StreamRevision));
        Assert.All(all, e => Assert.Equal((server.Stream, e.CommitPosition), (Ask.Name(e.StreamIdentifier), e.PreparePosition)));

        var options = Ask.Stream(server.Stream).AtMost(1);
        options.Stream.Revision = 1;
        Assert.Equal([all[1]], await face.Events(options));
        options.AtMost(2).Backwards();
        Assert.Equal([all[1], all[0]], await face.Events(options));
        options.Stream.End = new();
        Assert.Equal([all[^1], all[^2]], await face.Events(options));
    }

    [Fact]
    public async Task Events_say_what_they_are_and_who_asked_for_them()
    {
        var e = (await face.Events(Ask.Stream(server.Stream)))[0];
        Assert.Equal(("identity.registered.v1", "application/json"), (e.Metadata["type"], e.Metadata["content-type"]));
        Assert.Equal("Employee", JsonDocument.Parse(e.Data.Memory).RootElement.GetProperty("kind").GetString(), ignoreCase: true);
        var metadata = JsonDocument.Parse(e.CustomMetadata.Memory).RootElement;
        Assert.Equal(e.CommitPosition, metadata.GetProperty("position").GetUInt64());
        Assert.Equal(long.Parse(e.Metadata["created"]), metadata.GetProperty("stamp_ms").GetInt64() * TimeSpan.TicksPerMillisecond);
        Assert.StartsWith("token:", metadata.GetProperty("actor").GetString(), StringComparison.Ordinal);
        Assert.True(metadata.GetProperty("request_id").TryGetGuid(out _));
    }

    [Fact]
    public async Task Ids_come_in_the_form_asked_for()
    {
        var text = (await face.Events(Ask.Stream(server.Stream).AtMost(1)))[0].Id;
        var options = Ask.Stream(server.Stream).AtMost(1);
        options.UuidOption = new() { Structured = new() };
        var halves = (await face.Events(options))[0].Id.Structured;
        Assert.Equal(text.String.Replace("-", "", StringComparison.Ordinal), $"{halves.MostSignificantBits:x16}{halves.LeastSignificantBits:x16}");
    }

    [Fact]
    public async Task Everything_is_read_page_by_page_without_gaps_both_ways()
    {
        var all = await face.Events(Ask.All());
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (ulong)i), all.Select(e => e.CommitPosition));

        // Forwards the event at the position comes first, backwards it is left out.
        Assert.Equal(all[2..5], await face.Events(Ask.AllFrom(3).AtMost(3)));
        Assert.Equal([all[3], all[2]], await face.Events(Ask.AllFrom(5).AtMost(2).Backwards()));
        var back = await face.Events(Ask.AllFromEnd().Backwards());
        Assert.Equal(all, Enumerable.Reverse(back).Take(all.Count));
    }

    [Fact]
    public async Task What_is_personal_stays_sealed()
    {
        var identity = Caller.Identity(Caller.New("identity"));
        await server.Administrator.Identities.RegisterIdentityAsync(new()
        {
            RequestId = Caller.NewRequest(), Identity = identity, Kind = IdentityKind.Employee, Attributes = { ["display_name"] = "Grażyna Żółw" },
        });
        var stream = "identity-" + Uri.UnescapeDataString(identity["identities/".Length..]);
        var events = await face.Events(Ask.Stream(stream));
        Assert.NotEmpty(events);
        Assert.All(events, e => Assert.DoesNotContain("Grażyna", e.Data.ToStringUtf8() + e.CustomMetadata.ToStringUtf8(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filters_pick_by_stream_and_by_type()
    {
        var all = await face.Events(Ask.All());
        var byStream = await face.Events(Ask.All().OfStreams("entitlement-", "application-"));
        var byType = await face.Events(Ask.All().OfTypes("granted"));
        Assert.Equal(all.Where(e => Ask.Name(e.StreamIdentifier).Split('-')[0] is "entitlement" or "application"), byStream.Take(
            all.Count(e => Ask.Name(e.StreamIdentifier).Split('-')[0] is "entitlement" or "application")));
        Assert.NotEmpty(byType);
        Assert.All(byType, e => Assert.Contains("granted", e.Metadata["type"], StringComparison.Ordinal));
        Assert.Empty(await face.Events(Ask.All().OfTypes("^granted$")));
        Assert.Equal(byType.Take(2), await face.Events(Ask.All().OfTypes("granted").AtMost(2)));
    }

    [Fact]
    public async Task A_stream_that_is_not_there_is_an_answer_and_a_read_past_the_end_says_where_it_is()
    {
        var missing = Assert.Single(await face.Messages(Ask.Stream("identity-nobody")));
        Assert.Equal("identity-nobody", Ask.Name(missing.StreamNotFound.StreamIdentifier));

        var options = Ask.Stream(server.Stream);
        (options.Stream.Revision, options.ControlOption) = (1_000, new() { Compatibility = 1 });
        var beyond = await face.Messages(options);
        Assert.Equal([ReadResp.ContentOneofCase.FirstStreamPosition, ReadResp.ContentOneofCase.LastStreamPosition], beyond.Select(m => m.ContentCase));
        Assert.Equal(beyond[0].FirstStreamPosition, beyond[1].LastStreamPosition + 1);
    }

    [Fact]
    public async Task Nothing_can_be_written()
    {
        var before = (await face.Events(Ask.Stream(server.Stream))).Count;
        var id = Ask.Name(server.Stream);
        var e = Ask.Event(Guid.NewGuid(), "forged", "{}");
        await AssertDenied(() => face.Append(new() { StreamIdentifier = id, Any = new() }, e));
        await AssertDenied(() => face.Streams.DeleteAsync(new() { Options = new() { StreamIdentifier = id, Any = new() } }, face.Call()).ResponseAsync);
        await AssertDenied(() => face.Streams.TombstoneAsync(new() { Options = new() { StreamIdentifier = id, Any = new() } }, face.Call()).ResponseAsync);

        using var batch = face.Streams.BatchAppend(face.Call());
        var correlation = new UUID { String = Guid.NewGuid().ToString() };
        await batch.RequestStream.WriteAsync(new()
        {
            CorrelationId = correlation, IsFinal = true, Options = new() { StreamIdentifier = id, Any = new() },
            ProposedMessages = { new BatchAppendReq.Types.ProposedMessage { Id = e.Id, Metadata = { e.Metadata }, Data = e.Data } },
        });
        Assert.True(await batch.ResponseStream.MoveNext(default));
        Assert.Equal((correlation, 7), (batch.ResponseStream.Current.CorrelationId, batch.ResponseStream.Current.Error.Code));
        Assert.True(batch.ResponseStream.Current.Error.Details[0].Is(AccessDenied.Descriptor));
        Assert.Equal(before, (await face.Events(Ask.Stream(server.Stream))).Count);
    }

    [Fact]
    public async Task Gossip_names_one_leader_where_it_was_asked_and_features_name_reading()
    {
        var member = Assert.Single((await face.Gossip.ReadAsync(new(), face.Call())).Members);
        Assert.Equal((MemberInfo.Types.VNodeState.Leader, true), (member.State, member.IsAlive));
        Assert.Equal((server.Process.Face.Host, (uint)server.Process.Face.Port), (member.HttpEndPoint.Address, member.HttpEndPoint.Port));
        var features = await face.Features.GetSupportedMethodsAsync(new(), face.Call());
        var read = features.Methods.Single(m => m is { ServiceName: "event_store.client.streams.streams", MethodName: "read" });
        Assert.Equal(["position", "events"], read.Features);
    }

    private static async Task AssertDenied(Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((StatusCode.PermissionDenied, "access-denied"), (e.StatusCode, e.Trailers.GetValue("exception")));
    }
}
