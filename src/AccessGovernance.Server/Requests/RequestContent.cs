using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// The content of a request as bytes that are the same whenever the request is: what a fingerprint is taken of. Texts about a person are
/// replaced by fingerprints under that person's key, so that nothing about them outlives it; maps are taken in order.
/// </summary>
internal static class RequestContent
{
    private const int UsualBytes = 256;

    public static byte[] Of<T>(T request, Func<string, Guid>? textFingerprint)
        where T : IMessage<T>
    {
        var descriptor = request.Descriptor;
        var reason = textFingerprint is null ? null : descriptor.FindFieldByName("reason");
        var attributes = descriptor.FindFieldByName("attributes");
        var text = reason is null ? "" : (string)reason.Accessor.GetValue(request);
        var values = attributes is null ? null : (MapField<string, string>)attributes.Accessor.GetValue(request);
        // Buffers that hold a usual request, made once: the defaults are sixteen times as long, and grow.
        using var content = new MemoryStream(UsualBytes);
        using var output = new CodedOutputStream(content, UsualBytes, leaveOpen: true);
        // By its type, not by the method that brought it: a change may be repeated alone or in a stream.
        output.WriteString(descriptor.FullName);
        var stripped = request.Clone();
        descriptor.FindFieldByName("request_id").Accessor.Clear(stripped);
        reason?.Accessor.Clear(stripped);
        attributes?.Accessor.Clear(stripped);
        output.WriteMessage(stripped);
        WriteText(output, text, textFingerprint);
        foreach (var (name, value) in values?.OrderBy(v => v.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, string>>())
        {
            output.WriteString(name);
            WriteText(output, value, textFingerprint);
        }
        output.Flush();
        return content.ToArray();
    }

    private static void WriteText(CodedOutputStream output, string text, Func<string, Guid>? fingerprint) =>
        output.WriteString(fingerprint is null || text.Length == 0 ? text : fingerprint(text).ToString());
}
