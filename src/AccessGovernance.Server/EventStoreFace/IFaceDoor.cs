using AccessGovernance.Server.Authentication;
using Grpc.Core;

namespace AccessGovernance.Server.EventStoreFace;

/// <summary>Somebody who was let in, for as long as that lasts.</summary>
internal interface IFaceCaller
{
    bool MayStillRead { get; }

    /// <summary>Id of the token; null where nobody is told apart.</summary>
    string? Token { get; }
}

/// <summary>Decides who may read streams.</summary>
internal interface IFaceDoor
{
    /// <param name="given">What the call brought, or null.</param>
    /// <exception cref="RpcException">Nobody known (UNAUTHENTICATED), not allowed (access-denied), or too many calls.</exception>
    ValueTask<IFaceCaller> Admit(PasswordCredentials? given, ServerCallContext context);
}

/// <summary>Whom nothing can shut out any more: the door asked for nothing that could expire.</summary>
internal sealed class UnboundedCaller : IFaceCaller
{
    public static readonly UnboundedCaller Instance = new();

    public bool MayStillRead => true;

    public string? Token => null;
}
