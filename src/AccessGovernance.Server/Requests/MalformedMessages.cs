namespace AccessGovernance.Server.Requests;

/// <summary>
/// The framework reads a message before it asks anybody of ours, and calls whatever goes wrong with that UNKNOWN, which tells callers to repeat.
/// Here it is called what it is. What our own methods throw never comes here: the interceptor has said it already.
/// </summary>
internal sealed class MalformedMessages(ErrorMapper errors)
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string DetailsHeader = "grpc-status-details-bin";
    private const string Unknown = "2";

    public async Task Explain(HttpContext http, RequestDelegate next)
    {
        await next(http);
        var headers = http.Response.Headers;
        if (http.Response.HasStarted || headers[StatusHeader] != Unknown || headers.ContainsKey(DetailsHeader))
            return;
        var malformed = errors.Malformed();
        headers[StatusHeader] = ((int)malformed.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers[MessageHeader] = malformed.Status.Detail;
        headers[DetailsHeader] = Convert.ToBase64String(malformed.Trailers.GetValueBytes(DetailsHeader)!).TrimEnd('=');
    }
}
