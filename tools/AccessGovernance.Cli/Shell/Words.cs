using System.Text;

namespace AccessGovernance.Cli.Shell;

/// <summary>The API's enumerations as words: <c>ApprovedRequest</c> is <c>approved-request</c>. The unspecified value is no word.</summary>
internal static class Words
{
    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Where(v => Convert.ToInt32(v) != 0).Select(Of);

    public static string Of<T>(T value)
        where T : struct, Enum
    {
        if (Convert.ToInt32(value) == 0)
            return "";
        var word = new StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && word.Length > 0)
                word.Append('-');
            word.Append(char.ToLowerInvariant(c));
        }
        return word.ToString();
    }

    /// <exception cref="FormatException">No such word.</exception>
    public static T Parse<T>(string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (text.Length > 0 && Of(value) == text)
                return value;
        }
        throw new FormatException($"'{text}' is none of {string.Join(", ", All<T>())}");
    }
}
