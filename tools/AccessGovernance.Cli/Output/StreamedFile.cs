using System.Security.Cryptography;
using AccessGovernance.Cli.Shell;

namespace AccessGovernance.Cli.Output;

/// <summary>Bytes of the server in a file. It gets its name only once all are in it and their SHA-256 is the one that the server says.</summary>
internal static class StreamedFile
{
    /// <param name="read">Given what to call with each chunk; answers what the end said, with the hash.</param>
    /// <exception cref="CommandFailed">The file is there already, or the hash is another one.</exception>
    public static async Task<T> WriteAsync<T>(
        CommandRun run, string name, bool replace, string what, Func<Func<ReadOnlyMemory<byte>, Task>, Task<(T End, string Sha256)>> read)
    {
        var file = PlaceOf(name, replace);
        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        try
        {
            T end;
            using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            {
                await using var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write);
                (end, var sha256) = await read(async chunk =>
                {
                    hash.AppendData(chunk.Span);
                    await stream.WriteAsync(chunk, run.Cancellation);
                });
                if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
                    throw new CommandFailed(ExitCode.Failed, $"the {what} has another hash than the server says", "Run the command again.");
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, file, overwrite: replace);
            return end;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Where a file of that name is to be.</summary>
    /// <exception cref="CommandFailed">It is there already, or its folder is not.</exception>
    public static string PlaceOf(string name, bool replace)
    {
        var file = Path.GetFullPath(name);
        if (!Directory.Exists(Path.GetDirectoryName(file)))
            throw CommandFailed.Usage($"there is no folder for '{name}'", "Make the folder first, or name another file.");
        return File.Exists(file) && !replace
            ? throw CommandFailed.Usage($"'{name}' exists already", "Name another file, or add --replace.") : file;
    }

    public static CommandFailed CutOff() => new(ExitCode.Failed, "the answer ended before its end", "Run the command again.");
}
