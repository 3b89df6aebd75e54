using AccessGovernance.Domain;
using AccessGovernance.Server.Requests;

namespace AccessGovernance.Server.Services.Campaigns;

/// <summary>Texts about campaigns, never about people: one line, not empty, as long as the domain allows.</summary>
internal static class SettingTexts
{
    /// <exception cref="InvalidRequestException">It is not.</exception>
    public static string Read(string field, string text, int maxLength)
    {
        if (AttributeTexts.IsBlank(text) || text.EnumerateRunes().Count() > maxLength)
            throw new InvalidRequestException(field, $"must be 1 to {maxLength} characters, not all of them invisible");
        return text.AsSpan().ContainsAny("\n\r\t")
            ? throw new InvalidRequestException(field, "must be one line, without tabs")
            : Texts.Text(field, text, maxLength * 4);
    }
}
