using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AccessGovernance.House.Tests;

/// <summary>What is never left in the code.</summary>
public sealed class Habits
{
    [Fact]
    public void Comments_put_nothing_off() => Complaints.None(
        from file in Repository.Sources
        from comment in file.Comments
        let text = comment.ToString()
        where Marks.Any(m => text.Contains(m, StringComparison.Ordinal)) && !text.Contains('#')
        select file.Complain(comment.GetLocation(), "work is put off: do it, or name the issue (#number)."));

    [Fact]
    public void Everything_is_implemented() => Complaints.None(
        from file in Repository.Sources
        from created in file.Of<ObjectCreationExpressionSyntax>()
        where SimpleName(created.Type) == nameof(NotImplementedException)
        select file.Complain(created.GetLocation(), "implement it, or leave it out."));

    [Fact]
    public void No_exception_is_swallowed() => Complaints.None(
        from file in Repository.Sources
        from caught in file.Of<CatchClauseSyntax>()
        where caught.Block.Statements.Count == 0
        select file.Complain(caught.GetLocation(), "the exception is lost: let it pass, or say in code what follows from it."));

    [Fact]
    public void Nobody_sleeps() => Complaints.None(
        from file in Repository.Sources
        from call in file.Of<MemberAccessExpressionSyntax>()
        where call.ToString() is "Thread.Sleep" or "System.Threading.Thread.Sleep"
        select file.Complain(call.GetLocation(), "wait for what is to happen instead."));

    [Fact]
    public void Classes_are_sealed_unless_something_derives_from_them()
    {
        var types = Repository.Sources.SelectMany(f => f.Of<TypeDeclarationSyntax>(), (f, t) => (File: f, Type: t)).ToList();
        var bases = types.SelectMany(t => t.Type.BaseList?.Types.Select(b => SimpleName(b.Type)) ?? []).ToHashSet();
        var closed = types.Where(t => IsClosed(t.Type)).Select(t => FullName(t.Type)).ToHashSet();
        Complaints.None(
            from t in types
            where t.Type is ClassDeclarationSyntax || t.Type.IsKind(SyntaxKind.RecordDeclaration)
            let name = t.Type.Identifier.Text
            where !closed.Contains(FullName(t.Type)) && !bases.Contains(name) && name != "Program"
            select t.File.Complain(t.Type.Identifier.GetLocation(), $"{name} is open although nothing derives from it: seal it."));
    }

    // Spelled in parts: this file is searched too.
    private static string[] Marks => ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X"];

    private static bool IsClosed(TypeDeclarationSyntax type) => type.Modifiers.Any(m =>
        m.IsKind(SyntaxKind.SealedKeyword) || m.IsKind(SyntaxKind.StaticKeyword) || m.IsKind(SyntaxKind.AbstractKeyword));

    private static string SimpleName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax q => q.Right.Identifier.Text,
        SimpleNameSyntax s => s.Identifier.Text,
        _ => type.ToString(),
    };

    // Parts of one type share it; the modifier may stand on any of them.
    private static string FullName(TypeDeclarationSyntax type)
    {
        var spaces = type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Select(n => n.Name.ToString());
        var outer = type.Ancestors().OfType<TypeDeclarationSyntax>().Select(t => t.Identifier.Text);
        return string.Join('.', spaces.Concat(outer.Reverse()).Append(type.Identifier.Text)) + '`' + type.TypeParameterList?.Parameters.Count;
    }
}
