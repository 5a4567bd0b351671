using Microsoft.Playwright;

namespace Teahouse.Browser.Tests.Measures;

/// <summary>One start of a page in a browser, by its parts, in milliseconds from the beginning of the navigation.</summary>
/// <param name="Kilobytes">What came over the network, headers included.</param>
/// <param name="Readable">The first picture with something in it.</param>
/// <param name="Downloaded">The last part of the runtime was there.</param>
/// <param name="Compiled">The browser had compiled the runtime.</param>
/// <param name="Rendered">.NET had drawn for the first time.</param>
/// <param name="Usable">Connected, and what is shown then stood there.</param>
internal sealed record PageStart(
    double Kilobytes, double Readable, double Downloaded, double Compiled, double Rendered, double Usable)
{
    /// <summary>Notes the moments from within the page, before any script of its own runs.</summary>
    private const string Probe = """
        (() => {
          const at = window.startedAt = {};
          const note = name => { at[name] ??= performance.now(); };
          for (const name of ["instantiate", "instantiateStreaming"]) {
            const real = WebAssembly[name];
            WebAssembly[name] = async (...all) => { const made = await real.apply(WebAssembly, all); note("compiled"); return made; };
          }
          new MutationObserver(() => {
            const main = document.querySelector("[data-online]");
            if (!main) return;
            note("rendered");
            const timeline = document.querySelector("[data-test=timeline]");
            const complete = main.dataset.test !== "main" || timeline?.querySelector("[data-test=message]");
            if (main.dataset.online === "true" && complete) note("usable");
          }).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
        })()
        """;

    private const string Read = """
        () => {
          const parts = performance.getEntriesByType("resource");
          const runtime = parts.filter(part => part.name.includes("/_framework/")).map(part => part.responseEnd);
          const page = performance.getEntriesByType("navigation")[0];
          const bytes = [page, ...parts].reduce((sum, part) => sum + part.transferSize, 0);
          const paint = performance.getEntriesByName("first-contentful-paint")[0];
          return [bytes / 1000, paint?.startTime ?? 0, Math.max(...runtime), startedAt.compiled, startedAt.rendered, startedAt.usable];
        }
        """;

    /// <summary>Starts a page in a window of its own, waits until it is usable, and closes it.</summary>
    public static async Task<PageStart> Of(IBrowserContext context, Uri url)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(Probe);
        await page.GotoAsync(url.ToString());
        await page.WaitForFunctionAsync("() => window.startedAt?.usable > 0", null, new() { Timeout = 60_000 });
        await page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");
        var found = await page.EvaluateAsync<double[]>(Read);
        await page.CloseAsync();
        return new PageStart(found[0], found[1], found[2], found[3], found[4], found[5]);
    }

    /// <summary>The median of each part.</summary>
    public static PageStart Median(IReadOnlyCollection<PageStart> all) => new(
        Middle(all, one => one.Kilobytes), Middle(all, one => one.Readable), Middle(all, one => one.Downloaded),
        Middle(all, one => one.Compiled), Middle(all, one => one.Rendered), Middle(all, one => one.Usable));

    private static double Middle(IReadOnlyCollection<PageStart> all, Func<PageStart, double> part) =>
        all.Select(part).Order().ElementAt(all.Count / 2);
}
