using System.CommandLine;

namespace AccessGovernance.Cli.Shell;

/// <summary>An option that means something when it is left out. Its description says what, in the words that may be typed.</summary>
internal interface IHasDefault<out T>
{
    T Otherwise { get; }
}

/// <summary>An option whose values are the words of an enumeration of the API.</summary>
internal sealed class WordOption<T> : Option<T>, IHasDefault<T>
    where T : struct, Enum
{
    public WordOption(string name, string description, T otherwise)
        : base(name)
    {
        var word = Words.Of(otherwise);
        Description = $"{description}: {string.Join(", ", Words.All<T>())}{(word.Length == 0 ? "" : $"; otherwise {word}")}";
        HelpName = "WORD";
        CustomParser = result => Parsing.Value(result, Words.Parse<T>);
        Otherwise = otherwise;
    }

    public T Otherwise { get; }
}
