using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Teahouse.Tests.Repo;

/// <summary>Who may use whom, as docs/ARCHITECTURE.md says: between the projects, and inside the server.</summary>
public sealed partial class HouseTests
{
    private const string Server = "src/Teahouse.Server";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Teahouse.Protocol"] = [],
        ["Teahouse.Client"] = ["Teahouse.Protocol"],
        ["Teahouse.Server"] = ["Teahouse.Protocol"],
        ["Teahouse.Web"] = ["Teahouse.Client"],
        ["Teahouse.Cli"] = ["Teahouse.Client"],
    };

    [Fact]
    public void Projects_refer_to_each_other_only_as_the_architecture_says()
    {
        var found = Repository.Files("src", ".csproj").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => References(file, "ProjectReference").Select(Path.GetFileNameWithoutExtension));

        Assert.Equal(Allowed.Keys.Order(), found.Keys.Order());
        Assert.All(found, project => Assert.Equal(Allowed[project.Key], project.Value));
        Assert.Equal(
            ["Microsoft.AspNetCore.SignalR.Protocols.Json", "System.IO.Hashing"],
            References("src/Teahouse.Protocol/Teahouse.Protocol.csproj", "PackageReference"));
    }

    [Fact]
    public void Package_versions_stand_in_one_place() => Findings.AssertNone(
        from file in new[] { "src", "tests", "bench" }.SelectMany(folder => Repository.Files(folder, ".csproj"))
        from package in XDocument.Parse(Repository.Read(file)).Descendants("PackageReference")
        where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
        select $"{file}: {package.Attribute("Include")?.Value}");

    [Fact]
    public void Only_stores_know_SQL() => Findings.AssertNone(
        from file in Repository.Files(Server, ".cs")
        where !file.StartsWith($"{Server}/Storage/", StringComparison.Ordinal) && !file.EndsWith("Store.cs", StringComparison.Ordinal)
        from token in Parse(file).DescendantTokens()
        where token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)
        where Sql().IsMatch(token.ValueText)
        select $"{file}: {token.ValueText}");

    [Fact]
    public void Hub_and_endpoints_use_only_rules() => Findings.AssertNone(
        from file in Repository.Files(Server, "Endpoints.cs").Append($"{Server}/Live/ChatHub.cs")
        from name in Names(file)
        where Stores().Contains(name) || name is "Db" or "WriteTransaction"
        select $"{file}: {name}");

    [Fact]
    public void Rules_use_the_stores_of_their_own_room_and_the_log() => Findings.AssertNone(
        from file in Repository.Files(Server, "Rules.cs")
        from name in Names(file)
        where Stores().Contains(name) && name != "EventStore" && !File.Exists(Repository.PathOf(Path.GetDirectoryName(file)!, $"{name}.cs"))
        select $"{file}: {name}");

    [Fact]
    public void Stores_use_neither_rules_nor_connections() => Findings.AssertNone(
        from file in Repository.Files(Server, "Store.cs")
        from name in Names(file)
        where name.EndsWith("Rules", StringComparison.Ordinal) || name is "Connections" or "RoomFeed" or "LiveConnection"
        select $"{file}: {name}");

    [Fact]
    public void Only_the_live_room_touches_SignalR_connections() => Findings.AssertNone(
        from file in Repository.Files(Server, ".cs")
        where !file.StartsWith($"{Server}/Live/", StringComparison.Ordinal)
        from name in Names(file)
        where name is "IHubContext" or "HubConnectionContext" or "IHubClients" or "HubCallerContext"
        select $"{file}: {name}");

    [Fact]
    public void Only_the_room_feed_tells_a_conversation_something() => Findings.AssertNone(
        from file in Repository.Files(Server, ".cs")
        where file != $"{Server}/Live/RoomFeed.cs"
        from name in Names(file)
        where name is "EventBatch" && file != $"{Server}/Live/ClientEvents.cs"
        select $"{file}: {name}");

    [Fact]
    public void An_interface_has_two_implementations()
    {
        var types = Repository.Files("src", ".cs")
            .SelectMany(file => Parse(file).DescendantNodes().OfType<TypeDeclarationSyntax>()).ToArray();
        var bases = types.SelectMany(type => type.BaseList?.Types ?? default).Select(type => type.Type.ToString()).ToArray();
        // SignalR implements the contract's other side itself.
        Findings.AssertNone(types.OfType<InterfaceDeclarationSyntax>()
            .Select(type => type.Identifier.Text)
            .Where(name => name != "IChatClient" && bases.Count(based => based == name) < 2));
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Repository.Read(project)).Descendants(kind).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));

    private static HashSet<string> Stores() =>
        [.. Repository.Files(Server, "Store.cs").Select(file => Path.GetFileNameWithoutExtension(file))];

    private static IEnumerable<string> Names(string file) =>
        Parse(file).DescendantNodes().OfType<SimpleNameSyntax>().Select(name => name.Identifier.Text).Distinct();

    private static SyntaxNode Parse(string file) => CSharpSyntaxTree.ParseText(Repository.Read(file)).GetRoot();

    [GeneratedRegex(@"^\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|BEGIN|WITH|COMMIT|VACUUM)\b")]
    private static partial Regex Sql();
}
