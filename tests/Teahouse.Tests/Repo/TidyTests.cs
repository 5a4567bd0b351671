using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Teahouse.Tests.Repo;

/// <summary>The sizes and habits of CONTRIBUTING.md. Each test names every place that breaks its rule.</summary>
public sealed class TidyTests
{
    private const int FileLines = 300;
    private const int MethodLines = 60;
    private const int LineLetters = 140;

    private static readonly string[] Sources =
    [
        "dev.cs",
        .. Repository.Files("tools", ".cs"),
        .. Repository.Files("src", ".cs", ".razor", ".js", ".css"),
        .. Repository.Files("tests", ".cs", ".js"),
        .. Repository.Files("bench", ".cs", ".c"),
        .. Repository.Files("docs", ".mjs"),
    ];

    [Fact]
    public void A_file_has_at_most_300_lines() =>
        Findings.AssertNone(Sources.Where(file => Lines(file).Length > FileLines));

    [Fact]
    public void A_line_has_at_most_140_letters() => Findings.AssertNone(
        from file in Sources
        from line in Lines(file).Index()
        where line.Item.Length > LineLetters
        select $"{file}:{line.Index + 1}");

    [Fact]
    public void A_method_has_at_most_60_lines() => Findings.AssertNone(
        from file in Sources
        where file.EndsWith(".cs", StringComparison.Ordinal)
        from method in Parse(file).DescendantNodes()
        where method is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let span = method.GetLocation().GetLineSpan()
        where span.EndLinePosition.Line - span.StartLinePosition.Line >= MethodLines
        select $"{file}:{span.StartLinePosition.Line + 1}");

    [Fact]
    public void No_test_is_skipped() => Findings.AssertNone(
        from file in Repository.Files("tests", ".cs")
        from name in Parse(file).DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Parent is NameEqualsSyntax { Parent: AttributeArgumentSyntax } or MemberAccessExpressionSyntax
        where Regex.IsMatch($"{name.Parent}", @"^(Skip\w*\s*=|Assert\.Skip)")
        select $"{file}: {name.Parent}");

    [Fact]
    public void Nothing_is_left_to_do() => Findings.AssertNone(
        from file in Sources
        from line in Lines(file).Index()
        where Regex.IsMatch(line.Item, @"(//|\*|<!--).*\b(TO[D]O|FIXM[E]|HAC[K])\b")
        select $"{file}:{line.Index + 1}");

    private static string[] Lines(string file) => File.ReadAllLines(Repository.PathOf(file));

    private static SyntaxNode Parse(string file) => CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot();
}
