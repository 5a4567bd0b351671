using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teahouse.Protocol;

namespace Teahouse.Tests.Repo;

/// <summary>docs/PROTOCOL.md says all that the contract has, so that a stranger can write a client from it.</summary>
public sealed class ProtocolDocumentTests
{
    private static readonly string Document = Repository.Read("docs/PROTOCOL.md");

    [Fact]
    public void Every_code_is_listed() => Findings.AssertNone(
        Enum.GetValues<ErrorCode>().Select(code => $"| {(int)code} | {code} |")
            .Concat(Enum.GetValues<GoodbyeCode>().Select(code => $"| {(int)code} | {code} |"))
            .Where(row => !Document.Contains(row, StringComparison.Ordinal)));

    [Fact]
    public void Every_call_and_every_event_is_described() => Findings.AssertNone(
        typeof(IChatServer).GetMethods().Concat(typeof(IChatClient).GetMethods())
            .Where(method => !Document.Contains($"`{method.Name}`", StringComparison.Ordinal))
            .Select(method => method.Name));

    [Fact]
    public void Every_member_of_every_record_is_named() => Findings.AssertNone(
        from type in typeof(Wire).Assembly.GetExportedTypes()
        where type.GetMethod("<Clone>$") is not null
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where property.GetCustomAttribute<JsonIgnoreAttribute>() is null
        let name = JsonNamingPolicy.CamelCase.ConvertName(property.Name)
        where !Document.Contains($"`{name}`", StringComparison.Ordinal)
        select $"{type.Name}.{name}");

    [Fact]
    public void Every_kind_of_event_is_described() => Findings.AssertNone(
        typeof(EventBody).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Where(kind => !Document.Contains($"`{kind.TypeDiscriminator}`", StringComparison.Ordinal))
            .Select(kind => kind.TypeDiscriminator));
}
