using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace AccessGovernance.Server.Requests;

/// <summary>
/// The content of a request as bytes that are the same whenever the request is: what a fingerprint is taken of. Texts about a person are
/// replaced by fingerprints under that person's key, so that nothing about them outlives it; maps are taken in order.
/// </summary>
internal static class RequestContent
{
    public static byte[] Of<T>(T request, Func<string, Guid>? textFingerprint)
        where T : IMessage<T>
    {
        var parts = Parts<T>.Of(request.Descriptor);
        var text = textFingerprint is null || parts.Reason is null ? "" : (string)parts.Reason.GetValue(request);
        var values = parts.Attributes is null ? null : (MapField<string, string>)parts.Attributes.GetValue(request);
        var stripped = request.Clone();
        parts.RequestId.Clear(stripped);
        if (textFingerprint is not null)
            parts.Reason?.Clear(stripped);
        parts.Attributes?.Clear(stripped);
        using var content = new MemoryStream(parts.Name.Length + stripped.CalculateSize() + 64);
        using var output = new CodedOutputStream(content, 256, leaveOpen: true);
        // By its type, not by the method that brought it: a change may be repeated alone or in a stream.
        output.WriteString(parts.Name);
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

    /// <summary>What is special in requests of one type, looked up once.</summary>
    private sealed record Parts<T>(string Name, IFieldAccessor RequestId, IFieldAccessor? Reason, IFieldAccessor? Attributes)
    {
        private static Parts<T>? known;

        public static Parts<T> Of(MessageDescriptor type) => known ??= new(type.FullName, type.FindFieldByName("request_id").Accessor,
            (type.FindFieldByName("reason") ?? type.FindFieldByName("justification") ?? type.FindFieldByName("text"))?.Accessor,
            type.FindFieldByName("attributes")?.Accessor);
    }
}
