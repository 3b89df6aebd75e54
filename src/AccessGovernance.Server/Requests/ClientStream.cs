using Google.Protobuf;
using Grpc.Core;

namespace AccessGovernance.Server.Requests;

/// <summary>What a client streams. That it breaks the stream off is told apart from failures of our own: nothing else is read from it.</summary>
internal sealed class ClientStream<T>(IAsyncStreamReader<T> sent) : IAsyncStreamReader<T>
{
    public T Current => sent.Current;

    /// <exception cref="ClientGoneException">The client reset the stream, or its connection is gone.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await sent.MoveNext(cancellationToken);
        }
        // Bytes that are no message are an IOException too, and the client is still there to hear so.
        catch (IOException e) when (e is not InvalidProtocolBufferException)
        {
            throw new ClientGoneException(e);
        }
    }
}

/// <summary>The client broke its stream off, in the middle of a message or before it said that there are no more.</summary>
public sealed class ClientGoneException(Exception inner) : Exception("the client broke the stream off", inner);
