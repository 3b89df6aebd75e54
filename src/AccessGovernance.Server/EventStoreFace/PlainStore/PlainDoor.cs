using System.Security.Cryptography;
using System.Text;
using AccessGovernance.Server.Authentication;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace.PlainStore;

/// <summary>Lets everybody in, or whoever brings one user name and password.</summary>
/// <param name="required">Null to let everybody in.</param>
internal sealed class PlainDoor(PasswordCredentials? required) : IFaceDoor
{
    public ValueTask<IFaceCaller> Admit(PasswordCredentials? given, ServerCallContext context)
    {
        if (required is null || (given is not null && IsSame(given.User, required.User) && IsSame(given.Password, required.Password)))
            return ValueTask.FromResult<IFaceCaller>(UnboundedCaller.Instance);
        throw given is null ? FaceErrors.AccessDenied() : FaceErrors.Unauthenticated();
    }

    private static bool IsSame(string given, string required) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(required));
}
