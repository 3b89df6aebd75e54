using AccessGovernance.Api.V1;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using Grpc.Core;

namespace AccessGovernance.Server.Services;

public sealed partial class AccessHistoryServiceV1
{
    public override async Task<GetDigestResponse> GetDigest(GetDigestRequest request, ServerCallContext context)
    {
        CallerInterceptor.CallerOf(context).RequireUnscoped("a digest of the whole history");
        try
        {
            var asked = await questions.Ask(null, null, new Knowledge { Exactly = request.Exactly }, null, context);
            return new GetDigestResponse { Sha256 = History.Digest(asked.Reading, context.CancellationToken), Basis = questions.Basis(asked, true) };
        }
        catch (InvalidRequestException e) when (e.Field == "knowledge.exactly")
        {
            throw new InvalidRequestException("exactly", e.Problem);
        }
    }
}
