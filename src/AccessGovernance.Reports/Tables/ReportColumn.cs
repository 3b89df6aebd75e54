namespace AccessGovernance.Reports.Tables;

/// <summary>One column of a table.</summary>
/// <param name="IsNumber">The value is a decimal number, or empty where there is none.</param>
internal sealed record ReportColumn<T>(string Name, Func<T, string> Value, bool IsNumber = false);
