using System.Text;

namespace AccessGovernance.Server.Tests.Running;

/// <summary>Looks for texts in every file of a data directory, as UTF-8, as UTF-16 and in base64.</summary>
public static class Traces
{
    public static IEnumerable<string> Find(string directory, IReadOnlyList<string> canaries, string output)
    {
        foreach (var canary in canaries)
        {
            if (output.Contains(canary, StringComparison.Ordinal))
                yield return $"{canary} in the server's output";
        }
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            // The lock, which nobody else may open, is empty.
            if (new FileInfo(file).Length == 0)
                continue;
            var bytes = Read(file);
            foreach (var canary in canaries.Where(c => Forms(c).Any(f => bytes.AsSpan().IndexOf(f) >= 0)))
                yield return $"{canary} in {Path.GetFileName(file)}";
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static IEnumerable<byte[]> Forms(string canary)
    {
        var text = Encoding.UTF8.GetBytes(canary);
        yield return text;
        yield return Encoding.Unicode.GetBytes(canary);
        yield return Encoding.UTF8.GetBytes(System.Text.Json.JsonEncodedText.Encode(canary).ToString());
        // Wherever it stands in a longer text, three bytes at a time.
        for (var skipped = 0; skipped < 3; skipped++)
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(text, skipped, (text.Length - skipped) / 3 * 3));
    }
}
