namespace Teahouse.Tests.Repo;

/// <summary>What breaks a rule, named in full: whoever broke it wants all the places at once.</summary>
internal static class Findings
{
    public static void AssertNone<T>(IEnumerable<T> findings)
    {
        var all = findings.Select(finding => $"{finding}").ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
