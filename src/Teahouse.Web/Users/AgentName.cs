namespace Teahouse.Web.Users;

/// <summary>What people call the program and the system that a <c>User-Agent</c> names.</summary>
internal static class AgentName
{
    // Every browser also names those that it wants to be taken for, so the order decides.
    private static readonly (string Mark, string Name)[] Programs =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    /// <summary>The program and the system; a program that is no browser by what it calls itself, null for who says nothing.</summary>
    public static (string? Program, string? System) Of(string? agent)
    {
        if (agent is null) return (null, null);
        return (Find(Programs, agent) ?? agent, Find(Systems, agent));
    }

    private static string? Find((string Mark, string Name)[] table, string agent) =>
        table.FirstOrDefault(entry => agent.Contains(entry.Mark, StringComparison.Ordinal)).Name;
}
