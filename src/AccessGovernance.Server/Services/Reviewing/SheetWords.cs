using System.Text;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Reviewing;

/// <summary>Words of the API in a spreadsheet: <c>LongUnused</c> is long-unused, what is not set is nothing. Letter case does not count when read.</summary>
internal static class SheetWords
{
    public static string Of<T>(T word)
        where T : struct, Enum
    {
        if ((int)(object)word == 0)
            return "";
        var text = new StringBuilder();
        foreach (var c in word.ToString())
            text.Append(char.IsAsciiLetterUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        return text.ToString();
    }

    /// <exception cref="InvalidRequestException">It is none of the words, nor empty.</exception>
    public static T Parse<T>(string field, string text)
        where T : struct, Enum
    {
        foreach (var word in Enum.GetValues<T>())
        {
            if (Of(word).Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
                return word;
        }
        throw new InvalidRequestException(field, $"must be empty or one of {string.Join(", ", Enum.GetValues<T>().Select(Of).Where(w => w.Length > 0))}");
    }
}
