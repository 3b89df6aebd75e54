using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AccessGovernance.Directory;

/// <summary>A few attributes with their values, in the order of their names: as small as they can be, since answers have thousands. Immutable.</summary>
internal sealed class AttributeSet(KeyValuePair<string, string>[] ordered) : IReadOnlyDictionary<string, string>
{
    public int Count => ordered.Length;

    public IEnumerable<string> Keys => ordered.Select(a => a.Key);

    public IEnumerable<string> Values => ordered.Select(a => a.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no attribute '{key}'.");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        foreach (var attribute in ordered)
        {
            if (!string.Equals(attribute.Key, key, StringComparison.Ordinal))
                continue;
            value = attribute.Value;
            return true;
        }
        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ordered.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
