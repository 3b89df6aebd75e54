using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using AccessGovernance.EventLog;
using AccessGovernance.Server.Authentication;
using AccessGovernance.Server.Requests;
using AccessGovernance.Server.Telemetry;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace AccessGovernance.Server.Quick;

/// <summary>
/// Answers calls whose answer is at hand, from the bytes of the request to the bytes of the answer: same caller, same rate, same answer, but
/// no call context and no messages made of objects. Whatever is not plainly answered here goes on to the service, with its body unread: it
/// waits, refuses and says what is wrong. Measured as the service is; while traces are exported, the service answers everything.
/// </summary>
internal sealed class QuickCalls(CallerInterceptor callers, QuickChecks checks, PresentHead head, TimeProvider time)
{
    /// <summary>Longer requests are left to the service.</summary>
    public const int MaxRequestBytes = 2_048;

    /// <summary>Longer answers are left to the service.</summary>
    public const int MaxAnswerBytes = 8_192;

    // One byte says whether the message is compressed, four how long it is.
    private const int Prefix = 5;
    private const string GrpcContent = "application/grpc";

    private static readonly CallKind Check = CallKinds.Find(QuickChecks.Method)!;

    public Task Answer(HttpContext http, RequestDelegate service)
    {
        var request = http.Request;
        // Before anything is read: who may call, too.
        var heard = head.Mark;
        return request.Path.Value == QuickChecks.Method && request.ContentType == GrpcContent && HttpMethods.IsPost(request.Method)
            && HttpProtocol.IsHttp2(request.Protocol) && !CallSpans.AreWanted && callers.TryAdmit(http, QuickChecks.Method) is { } caller
                ? AnswerAdmitted(http, new(caller, heard), service)
                : service(http);
    }

    private async Task AnswerAdmitted(HttpContext http, Admitted admitted, RequestDelegate service)
    {
        var begun = time.GetTimestamp();
        var answer = ArrayPool<byte>.Shared.Rent(MaxAnswerBytes);
        var length = await Compose(http.Request.BodyReader, admitted, answer);
        if (length > 0)
            await Send(http, answer.AsMemory(0, length));
        ArrayPool<byte>.Shared.Return(answer);
        if (length > 0)
        {
            CallMetrics.Ended(Check, time.GetElapsedTime(begun), StatusCode.OK);
            return;
        }
        // Counted once: the service finds who was admitted.
        http.Features.Set(admitted.Caller);
        await service(http);
    }

    // The length with its prefix; 0 for what is not answered here, and is still to be read.
    private async ValueTask<int> Compose(PipeReader body, Admitted admitted, byte[] answer)
    {
        try
        {
            var read = await body.ReadAsync();
            while (!read.IsCompleted && !read.IsCanceled && read.Buffer.Length <= MaxRequestBytes)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await body.ReadAsync();
            }
            var length = 0;
            try
            {
                length = read.IsCompleted ? Compose(read.Buffer, admitted.Caller, answer) : 0;
                // Last of all: nothing is waited for between this and the first byte of the answer.
                return length = head.IsRecent(admitted.Heard) ? length : 0;
            }
            finally
            {
                body.AdvanceTo(length > 0 ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            }
        }
        // The service meets it too: a caller who is gone, a damaged history, a defect. It says so, in the form that callers know.
        catch (Exception)
        {
            return 0;
        }
    }

    private int Compose(ReadOnlySequence<byte> request, CallerPrincipal caller, Span<byte> answer)
    {
        if (request.Length is < Prefix or > MaxRequestBytes)
            return 0;
        var message = request.IsSingleSegment ? request.FirstSpan : request.ToArray();
        if (message[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(message[1..]) != message.Length - Prefix)
            return 0;
        var length = checks.Answer(message[Prefix..], caller, answer[Prefix..]);
        if (length == 0)
            return 0;
        answer[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(answer[1..], length);
        return Prefix + length;
    }

    /// <summary>Who calls, and what was heard before that was looked up.</summary>
    private readonly record struct Admitted(CallerPrincipal Caller, HeardMark Heard);

    private static async ValueTask Send(HttpContext http, ReadOnlyMemory<byte> answer)
    {
        var response = http.Response;
        response.ContentType = GrpcContent;
        await response.StartAsync();
        response.BodyWriter.Write(answer.Span);
        http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers.GrpcStatus = "0";
    }
}
