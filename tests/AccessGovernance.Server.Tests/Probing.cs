using System.Net;
using System.Text.Json;

namespace AccessGovernance.Server.Tests;

/// <summary>What an orchestrator asks: does the process live, and should anybody be sent to it.</summary>
public sealed class Probing
{
    [Fact]
    public async Task A_node_that_has_caught_up_is_ready_and_says_how_far_it_is()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        await admin.NewIdentity();

        var (status, body) = await server.Get("/readyz");

        Assert.Equal(HttpStatusCode.OK, status);
        using var json = JsonDocument.Parse(body);
        Assert.True(json.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("why_not").ValueKind);
        Assert.Equal(0, json.RootElement.GetProperty("lag_positions").GetInt64());
        Assert.Equal((await server.Health()).HeadPosition, json.RootElement.GetProperty("history_position").GetInt64());
        Assert.Equal((HttpStatusCode.OK, "alive"), await server.Get("/livez"));
    }

    [Fact]
    public async Task A_node_whose_history_is_damaged_lives_and_is_not_ready()
    {
        using var folder = new TemporaryFolder();
        await DamagedHistory.Damage(folder);
        await using var server = await ServerProcess.Start(folder.Path);

        var (status, body) = await server.Get("/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        using var json = JsonDocument.Parse(body);
        Assert.False(json.RootElement.GetProperty("ready").GetBoolean());
        Assert.True(json.RootElement.GetProperty("lag_positions").GetInt64() > 0);
        Assert.Equal((HttpStatusCode.OK, "alive"), await server.Get("/livez"));
        var scrape = await Scrape.Of(server);
        Assert.Equal(1, scrape.Value("accessgovernance_projector_stopped"));
        Assert.True(scrape.Value("accessgovernance_projector_lag_positions") > 0);
    }
}
