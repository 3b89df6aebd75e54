using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace AccessGovernance.Server.Tests;

/// <summary>Who sees Orleans' dashboard, and where.</summary>
public sealed class OrleansDashboard : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();

    [Fact]
    public async Task It_is_for_administrators_on_the_http_port_and_shows_calls_but_no_ids()
    {
        await using var server = await ServerProcess.Start(folder.Path, "--dashboard", "on");
        using var admin = Caller.Administrator(server);
        var identity = await admin.NewIdentity();
        using var auditor = await admin.Issue(Role.Auditor);
        using var scoped = await admin.Issue(Role.Administrator, await admin.NewApplication());

        var (status, page) = await Get(server.Http, "/dashboard/", admin.Bearer);
        Assert.Equal((HttpStatusCode.OK, true), (status, page.Contains("<html", StringComparison.OrdinalIgnoreCase)));
        var counters = "";
        using var patience = new CancellationTokenSource(Patience);
        while (!counters.Contains("IdentityGrain", StringComparison.Ordinal))
        {
            patience.Token.ThrowIfCancellationRequested();
            counters = (await Get(server.Http, "/dashboard/DashboardCounters", admin.Bearer)).Body;
        }
        Assert.DoesNotContain(Uri.UnescapeDataString(identity.Split('/')[1]), counters, StringComparison.Ordinal);
        foreach (var refused in (string?[])[null, "", "forged", auditor.Bearer, scoped.Bearer])
            Assert.Equal(HttpStatusCode.Unauthorized, (await Get(server.Http, "/dashboard/DashboardCounters", refused)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(server.Http, "/dashboard/GrainState?grainId=a&grainType=b", admin.Bearer)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(server.Http, "/dashboard/Reminders", admin.Bearer)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get(server.Http, "/dashboard/index.min.js", admin.Bearer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Get(server.Http, "/dashboard/Trace", admin.Bearer)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(server.Grpc, "/dashboard/", admin.Bearer, HttpVersion.Version20)).Status);
    }

    [Fact]
    public async Task It_is_not_there_unless_asked_for()
    {
        await using var server = await ServerProcess.Start(folder.Path);
        using var admin = Caller.Administrator(server);
        Assert.Equal(HttpStatusCode.NotFound, (await Get(server.Http, "/dashboard/", admin.Bearer)).Status);
    }

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    private Task<(HttpStatusCode Status, string Body)> Get(Uri port, string path, string? password) => Get(port, path, password, HttpVersion.Version11);

    private async Task<(HttpStatusCode Status, string Body)> Get(Uri port, string path, string? password, Version version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(port, path));
        (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        if (password is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + password)));
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
