using System.Collections.Concurrent;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Screens;

/// <summary>Takes a screen in light and dark, wide and narrow, and holds axe's rules against each of them.</summary>
internal sealed class Camera
{
    private const int Narrow = 390;

    private readonly ConcurrentQueue<string> _violations = [];
    private int _pictures;

    /// <summary>Where the pictures lie: artifacts/screens.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(House.WebRoot, "..", "..", "screens"));

    /// <summary>What axe found, screen by screen.</summary>
    public IEnumerable<string> Violations => _violations.Order(StringComparer.Ordinal);

    /// <summary>How many pictures were taken.</summary>
    public int Pictures => _pictures;

    /// <summary>Takes four pictures of what a guest sees now.</summary>
    /// <param name="guest">Whose window.</param>
    /// <param name="screen">The screen's name.</param>
    /// <param name="height">How high the window is.</param>
    /// <param name="arrange">What has to be done once it is narrow.</param>
    public async Task Shoot(Guest guest, string screen, int height = 800, Func<Task>? arrange = null)
    {
        await Shoot(guest.Page, guest.Language, screen, height, arrange);
    }

    /// <inheritdoc cref="Shoot(Guest, string, int, Func{Task}?)"/>
    public async Task Shoot(IPage page, string language, string screen, int height = 800, Func<Task>? arrange = null)
    {
        foreach (var width in (int[])[1280, Narrow])
        {
            await page.SetViewportSizeAsync(width, height);
            if (width == Narrow && arrange is not null) await arrange();
            foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
                var name = theme == ColorScheme.Dark ? "dark" : "light";
                await page.WaitForFunctionAsync("name => document.documentElement.dataset.theme === name", name);
                await Take(page, $"{screen}.{language[..2]}.{name}.{width}");
            }
        }
        await page.SetViewportSizeAsync(1280, 800);
    }

    private async Task Take(IPage page, string name)
    {
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png") });
        Interlocked.Increment(ref _pictures);
        foreach (var violation in await Axe.Violations(page)) _violations.Enqueue($"{name}: {violation}");
    }
}
