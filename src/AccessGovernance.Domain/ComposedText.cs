namespace AccessGovernance.Domain;

/// <summary>
/// Says whether text is in Unicode normalisation form C (Unicode Standard Annex 15, Hangul by chapter 3.12 of the standard). The platform's
/// own test answers yes to everything where it runs without culture data, as this product does.
/// </summary>
internal static partial class ComposedText
{
    // Every character below is in the form whatever stands beside it.
    private const int FirstCombining = 0x300;
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, SyllableCount = LeadCount * VowelCount * TrailCount;

    private static readonly HashSet<int> Never = [.. Ranges(NeverComposed).Select(r => r.Character)];

    private static readonly Dictionary<int, int> Classes = Ranges(CombiningClasses).ToDictionary(r => r.Character, r => r.Value);

    private static readonly Dictionary<int, (int First, int Second)> Parts = Triples(Composites);

    private static readonly Dictionary<(int First, int Second), int> Wholes = Parts.ToDictionary(p => p.Value, p => p.Key);

    /// <summary>True when <paramref name="text"/>, which has no unpaired surrogate, is in normalisation form C.</summary>
    public static bool IsComposed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange((char)FirstCombining, char.MaxValue))
            return true;
        var characters = text.EnumerateRunes().Select(r => r.Value).ToList();
        return !characters.Exists(Never.Contains) && Compose(Ordered(Decompose(characters))).SequenceEqual(characters);
    }

    private static List<int> Decompose(List<int> characters)
    {
        var parts = new List<int>(characters.Count * 2);
        foreach (var character in characters)
            AddParts(character, parts);
        return parts;
    }

    private static void AddParts(int character, List<int> parts)
    {
        if (Parts.TryGetValue(character, out var pair) || TrySyllable(character, out pair))
        {
            AddParts(pair.First, parts);
            parts.Add(pair.Second);
        }
        else
        {
            parts.Add(character);
        }
    }

    private static bool TrySyllable(int character, out (int First, int Second) pair)
    {
        var index = character - Syllables;
        var trail = index % TrailCount;
        pair = trail == 0
            ? (Leads + (index / (VowelCount * TrailCount)), Vowels + (index % (VowelCount * TrailCount) / TrailCount))
            : (character - trail, Trails + trail);
        return index is >= 0 and < SyllableCount;
    }

    // Combining characters in a row stand in the order of their classes; those of one class as they were written.
    private static List<int> Ordered(List<int> characters)
    {
        for (var i = 1; i < characters.Count; i++)
        {
            for (var j = i; j > 0 && ClassOf(characters[j]) != 0 && ClassOf(characters[j - 1]) > ClassOf(characters[j]); j--)
                (characters[j - 1], characters[j]) = (characters[j], characters[j - 1]);
        }
        return characters;
    }

    private static List<int> Compose(List<int> characters)
    {
        var composed = new List<int>(characters.Count);
        var starter = -1;
        foreach (var character in characters)
        {
            var own = ClassOf(character);
            var blocked = starter < 0 || (composed.Count - 1 != starter && ClassOf(composed[^1]) >= own);
            if (!blocked && Whole(composed[starter], character) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }
            if (own == 0)
                starter = composed.Count;
            composed.Add(character);
        }
        return composed;
    }

    private static int? Whole(int first, int second)
    {
        if (Wholes.TryGetValue((first, second), out var whole))
            return whole;
        if (first - Leads is >= 0 and < LeadCount && second - Vowels is >= 0 and < VowelCount)
            return Syllables + ((((first - Leads) * VowelCount) + (second - Vowels)) * TrailCount);
        var open = first - Syllables is >= 0 and < SyllableCount && (first - Syllables) % TrailCount == 0;
        return open && second - Trails is > 0 and < TrailCount ? first + second - Trails : null;
    }

    private static int ClassOf(int character) => Classes.GetValueOrDefault(character);

    // "distance", "distance+more", each with ":value" where the characters have one.
    private static IEnumerable<(int Character, int Value)> Ranges(string table)
    {
        var last = 0;
        foreach (var token in Tokens(table))
        {
            var parts = token.Split(':');
            var range = parts[0].Split('+');
            var first = last + Number(range[0]);
            last = range.Length == 1 ? first : first + Number(range[1]);
            for (var character = first; character <= last; character++)
                yield return (character, parts.Length == 1 ? 0 : Number(parts[1]));
        }
    }

    private static Dictionary<int, (int First, int Second)> Triples(string table)
    {
        var triples = new Dictionary<int, (int, int)>();
        var last = 0;
        foreach (var parts in Tokens(table).Select(t => t.Split(':')))
            triples.Add(last += Number(parts[0]), (Number(parts[1]), Number(parts[2])));
        return triples;
    }

    private static string[] Tokens(string table) => table.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static int Number(string base36) => base36.Aggregate(0, (sum, digit) => (sum * 36) + (digit <= '9' ? digit - '0' : digit - 'a' + 10));
}
