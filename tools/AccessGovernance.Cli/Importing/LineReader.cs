using System.Security.Cryptography;

namespace AccessGovernance.Cli.Importing;

/// <summary>
/// Splits a stream into lines at line feeds and hashes every byte of it. A line is valid until the next one is read; at most
/// <see cref="MaxLineBytes"/> long. The last line must end with a line feed too.
/// </summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    public const int MaxLineBytes = 16 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[8 * MaxLineBytes];
    private int start;
    private int end;

    /// <summary>Number of the line that was read last; the first is 1.</summary>
    public long Number { get; private set; }

    /// <exception cref="HistoryFileProblem">The line is too long, or the file ends without a line feed.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length > MaxLineBytes || (length < 0 && end - start > MaxLineBytes))
                throw new HistoryFileProblem(Number + 1, null, $"longer than {MaxLineBytes} bytes");
            if (length >= 0)
            {
                line = buffer.AsSpan(start, length);
                start += length + 1;
                Number++;
                return true;
            }
            if (Fill())
                continue;
            line = default;
            return start == end ? false
                : throw new HistoryFileProblem(Number + 1, null, "the file ends within this line: the final newline is missing");
        }
    }

    /// <summary>Hash of what was read so far: of the whole stream after its last line.</summary>
    public string Sha256() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public void Dispose() => hash.Dispose();

    private bool Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        var read = stream.Read(buffer, end, buffer.Length - end);
        hash.AppendData(buffer, end, read);
        end += read;
        return read > 0;
    }
}
