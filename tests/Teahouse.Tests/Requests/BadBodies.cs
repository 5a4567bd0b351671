using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teahouse.Protocol;

namespace Teahouse.Tests.Requests;

/// <summary>Every way in which one member of a valid record can be wrong.</summary>
internal static class BadBodies
{
    private static readonly string[] Numbers = ["\"1\"", "true", "1.5", "1e30", "9223372036854775808", "{}", "[1]"];
    private static readonly string[] Texts = ["1", "true", "{}", "[\"x\"]", "\"\\ud800\""];
    private static readonly string[] Ids = ["1", "\"no id\"", "\"{00000000-0000-0000-0000-000000000000}\"", "{}"];
    private static readonly string[] Bytes = ["1", "{}", "[1]", "\"no base 64\"", "\"\"", "\"6Iy2\""];
    private static readonly string[] Flags = ["\"true\"", "1", "{}"];

    /// <summary>What is wrong, and the JSON.</summary>
    public static IEnumerable<(string What, string Json)> Of(object valid)
    {
        var members = JsonSerializer.SerializeToNode(valid, valid.GetType(), Wire.Tolerant)!.AsObject();
        yield return ("unknown member", Render(members, extra: "\"surprise\":1"));
        yield return ("no object", "[]");
        yield return ("no object", "\"text\"");
        yield return ("null", "null");
        foreach (var parameter in valid.GetType().GetConstructors()[0].GetParameters())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            var value = members[name]?.ToJsonString() ?? "null";
            if (!parameter.HasDefaultValue) yield return ($"{name} missing", Render(members, leaveOut: name));
            if (!parameter.HasDefaultValue || parameter.DefaultValue is not null)
                yield return ($"{name} null", Render(members, name, "null"));
            yield return ($"{name} twice", Render(members, extra: $"\"{name}\":{value}"));
            yield return ($"{name} in capitals", Render(members, leaveOut: name, extra: $"\"{parameter.Name}\":{value}"));
            foreach (var wrong in WrongOf(parameter, valid)) yield return ($"{name} as {wrong}", Render(members, name, wrong));
        }
    }

    private static IEnumerable<string> WrongOf(ParameterInfo parameter, object valid)
    {
        var type = parameter.ParameterType;
        if (type == typeof(string)) return Texts;
        if (type == typeof(Guid)) return Ids;
        if (type == typeof(bool)) return Flags;
        if (type == typeof(int) || type == typeof(long)) return Numbers;
        if (type == typeof(byte[])) return Bytes;
        if (type.IsArray) return WrongLists((Array)valid.GetType().GetProperty(parameter.Name!)!.GetValue(valid)!);
        throw new InvalidOperationException($"Say what is wrong for a {type}.");
    }

    private static IEnumerable<string> WrongLists(Array valid) =>
        [.. Texts, "\"x\"", "[]", "[null]", "[1]", .. Of(valid.GetValue(0)!).Select(wrong => $"[{wrong.Json}]")];

    private static string Render(
        JsonObject members, string? changed = null, string? value = null, string? leaveOut = null, string? extra = null)
    {
        var parts = members.Where(member => member.Key != leaveOut)
            .Select(member => $"\"{member.Key}\":{(member.Key == changed ? value : member.Value?.ToJsonString() ?? "null")}").ToList();
        if (extra is not null) parts.Add(extra);
        return "{" + string.Join(',', parts) + "}";
    }
}
