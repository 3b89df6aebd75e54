namespace AccessGovernance.Server.Reviews.Populations;

/// <summary>
/// An answer of Kleene's three-valued logic (S. C. Kleene, "On notation for ordinal numbers", 1938): "and" is the least of two, "or" the
/// greatest, and what is not known stays so unless the other side decides.
/// </summary>
internal enum Truth : byte
{
    False = 0,
    NotKnown = 1,
    True = 2,
}
