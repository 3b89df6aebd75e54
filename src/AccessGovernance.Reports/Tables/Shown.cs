using System.Globalization;

namespace AccessGovernance.Reports.Tables;

/// <summary>Figures as tables write them: the same in every language.</summary>
internal static class Shown
{
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A share as a decimal fraction of four places; empty where there is nothing to have a share of.</summary>
    public static string Share(long part, long whole) =>
        whole == 0 ? "" : ((decimal)part / whole).ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Hours with one place; empty for none.</summary>
    public static string Hours(TimeSpan? span) => span is { } some ? some.TotalHours.ToString("0.0", CultureInfo.InvariantCulture) : "";
}
