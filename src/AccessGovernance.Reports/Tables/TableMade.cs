using AccessGovernance.Domain;

namespace AccessGovernance.Reports.Tables;

/// <summary>Where a table is written to, in which form, and as of which position of the history.</summary>
/// <param name="Position">What was recorded up to here counts.</param>
/// <param name="RecordedAt">The recording time of that position: what is open or overdue in a table is so at this instant.</param>
/// <param name="Form">Anything but PDF.</param>
public sealed record TableTarget(long Position, Instant RecordedAt, ReportForm Form, Stream To);

/// <summary>What a table answers.</summary>
/// <param name="Query">What was asked, with the position.</param>
/// <param name="ValidAt">The instant whose access it is about; null where each row has one of its own.</param>
public sealed record TableAsked(string Query, Instant? ValidAt);

/// <summary>A table that was written.</summary>
/// <param name="Sha256">Of the rows as CSV, whichever form was written: 64 hexadecimal digits.</param>
public sealed record TableMade(TableAsked Asked, long Rows, string Sha256);
