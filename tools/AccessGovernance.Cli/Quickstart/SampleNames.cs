using System.Text;

namespace AccessGovernance.Cli.Quickstart;

/// <summary>Invented names: every combination occurs at most once.</summary>
internal static class SampleNames
{
    private static readonly string[] First =
    [
        "Alice", "Bartosz", "Carla", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karolina",
        "Lars", "Maria", "Nadia", "Oskar",
        "Paula", "Rafael", "Sofia", "Timo", "Ursula", "Viktor", "Wanda", "Yusuf", "Zofia", "Emma", "Noah",
        "Mila", "Anton", "Clara", "Piotr",
    ];

    private static readonly string[] Last =
    [
        "Kowalska", "Berg", "Moreau", "Novak", "Schmidt", "Rossi", "Jansen", "Haddad", "Silva", "Nguyen",
        "Becker", "Larsen", "Wójcik", "Fischer",
        "Costa", "Lindgren", "Petrov", "Okafor", "Demir", "Hansen", "Keller", "Bauer", "Marino", "Dubois",
        "Vogel", "Santos", "Laine", "Kaya",
        "Nowak", "Weber", "Brandt", "Eriksson", "Garcia", "Peeters", "Holm", "Romero", "Krüger", "Sato", "Meyer", "Popescu",
    ];

    /// <summary>The n-th name; different for all n below 1,200.</summary>
    public static string Of(int n) => $"{First[n % First.Length]} {Last[(n + n / First.Length * 7) % Last.Length]}";

    /// <summary>A login such as <c>zofia.wojcik</c>.</summary>
    public static string LoginOf(string name)
    {
        var login = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
            login.Append(Plain(c));
        return login.ToString();
    }

    private static char Plain(char c) => c switch
    {
        ' ' => '.',
        'ó' => 'o',
        'ü' => 'u',
        'ń' => 'n',
        'ł' => 'l',
        _ => c,
    };
}
