using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Teahouse.Browser.Tests.Kit;

/// <summary>axe's rules, together with the one of WCAG 2.2 AA that axe leaves out unless it is told: how large a target is.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Options = new()
    {
        Rules = new Dictionary<string, RuleOptions> { ["target-size"] = new() { Enabled = true } },
    };

    /// <summary>What a page violates now: each rule, and where.</summary>
    public static async Task<string[]> Violations(IPage page)
    {
        var result = await page.RunAxe(Options);
        return
        [
            .. result.Violations.Select(violation =>
                $"{violation.Id} at {string.Join(", ", violation.Nodes.Select(node => node.Html))}"),
        ];
    }
}
