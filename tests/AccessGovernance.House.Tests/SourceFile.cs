using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AccessGovernance.House.Tests;

/// <summary>One C# file and its syntax.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly SyntaxNode root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();

    public string Path => path;

    public bool IsTest => path.StartsWith("tests/", StringComparison.Ordinal);

    public IReadOnlyList<string> Lines { get; } = text.TrimEnd('\n').Split('\n');

    public IEnumerable<T> Of<T>()
        where T : SyntaxNode => root.DescendantNodesAndSelf().OfType<T>();

    public IEnumerable<SyntaxTrivia> Comments =>
        root.DescendantTrivia(descendIntoTrivia: true).Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)
            || t.IsKind(SyntaxKind.MultiLineCommentTrivia) || t.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));

    /// <summary>"path:line: what is wrong and how to mend it".</summary>
    public string Complain(Location at, string what) => $"{path}:{at.GetLineSpan().StartLinePosition.Line + 1}: {what}";
}

/// <summary>Complaints of a house rule, all at once.</summary>
internal static class Complaints
{
    public static void None(IEnumerable<string> complaints)
    {
        var all = complaints.ToList();
        Assert.True(all.Count == 0, Environment.NewLine + string.Join(Environment.NewLine, all));
    }
}
