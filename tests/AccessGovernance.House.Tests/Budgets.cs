using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AccessGovernance.House.Tests;

/// <summary>How long files and methods are, and how many parameters they take.</summary>
public sealed class Budgets
{
    private const int SourceFileLines = 300;
    private const int TestFileLines = 400;
    private const int MethodLines = 50;
    private const int TestLines = 30;
    private const int Parameters = 6;
    private const int LineLength = 160;

    [Fact]
    public void Source_files_have_at_most_300_lines_and_test_files_400() => Complaints.None(
        from file in Repository.Sources
        let limit = file.IsTest ? TestFileLines : SourceFileLines
        where file.Lines.Count > limit
        select $"{file.Path}:{limit + 1}: {file.Lines.Count} lines, {limit} are allowed: move one family of decisions or cases to its own file.");

    [Fact]
    public void Lines_fit_a_screen() => Complaints.None(
        from file in Repository.Sources
        from line in file.Lines.Select((text, index) => (text, Number: index + 1))
        where line.text.Length > LineLength
        select $"{file.Path}:{line.Number}: {line.text.Length} characters, {LineLength} are allowed: break the line.");

    [Fact]
    public void Methods_have_at_most_50_lines_and_tests_30() => Complaints.None(
        from file in Repository.Sources
        from method in Methods(file)
        let limit = method.IsTest ? TestLines : MethodLines
        where method.Lines > limit
        select file.Complain(method.At, $"{method.Name} has {method.Lines} lines, {limit} are allowed: name a step of it and move it out."));

    [Fact]
    public void Methods_and_constructors_have_at_most_6_parameters() => Complaints.None(
        from file in Repository.Sources
        from list in file.Of<ParameterListSyntax>()
        where list.Parent is not RecordDeclarationSyntax && list.Parameters.Count > Parameters
        select file.Complain(list.GetLocation(), $"{list.Parameters.Count} parameters, {Parameters} are allowed: make a record of what belongs together."));

    // Aims are 60 and 200 lines; these bounds leave room for a busy week and no more.
    [Fact]
    public void Source_files_are_mostly_short()
    {
        var lengths = Repository.Product.Select(f => f.Lines.Count).Order().ToList();
        Assert.True(Quantile(lengths, 0.5) <= 90, $"median of source files: {Quantile(lengths, 0.5)} lines, aim 60, limit 90. Split the long ones.");
        Assert.True(Quantile(lengths, 0.9) <= 230, $"p90 of source files: {Quantile(lengths, 0.9)} lines, aim 200, limit 230. Split the long ones.");
    }

    // Aims are 8 and 25 lines.
    [Fact]
    public void Methods_are_mostly_short()
    {
        var lengths = Repository.Product.SelectMany(Methods).Select(m => m.Lines).Order().ToList();
        Assert.True(Quantile(lengths, 0.5) <= 12, $"median of methods: {Quantile(lengths, 0.5)} lines, aim 8, limit 12.");
        Assert.True(Quantile(lengths, 0.9) <= 32, $"p90 of methods: {Quantile(lengths, 0.9)} lines, aim 25, limit 32.");
    }

    private static int Quantile(List<int> ordered, double share) => ordered.Count == 0 ? 0 : ordered[(int)((ordered.Count - 1) * share)];

    private static IEnumerable<(string Name, Location At, int Lines, bool IsTest)> Methods(SourceFile file)
    {
        foreach (var method in file.Of<BaseMethodDeclarationSyntax>())
        {
            var isTest = method.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString() is "Fact" or "Theory");
            yield return (NameOf(method), method.GetLocation(), LinesOf(method), isTest);
        }
        var program = file.Of<GlobalStatementSyntax>().ToList();
        if (program.Count > 0)
            yield return ("the program", program[0].GetLocation(), LineAfter(program[^1]) - LineOf(program[0]), false);
    }

    // Attributes are no part of what is read.
    private static int LinesOf(BaseMethodDeclarationSyntax method)
    {
        var first = method.Modifiers.Count > 0 ? method.Modifiers[0].GetLocation().GetLineSpan().StartLinePosition.Line : LineOf(method);
        return LineAfter(method) - first;
    }

    private static string NameOf(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        ConstructorDeclarationSyntax c => c.Identifier.Text,
        _ => "the operator",
    };

    private static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line;

    private static int LineAfter(SyntaxNode node) => node.GetLocation().GetLineSpan().EndLinePosition.Line + 1;
}
