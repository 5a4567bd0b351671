using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Measures;

/// <summary>Serves the empty page (bench/EmptyPage) and the hub that it connects to.</summary>
internal sealed class EmptyHouse : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EmptyHouse(WebApplication app) => _app = app;

    /// <summary>Where browsers open it.</summary>
    public Uri Url => new($"http://{Chromium.Host}:{new Uri(_app.Urls.First()).Port}/");

    public static async Task<EmptyHouse> Open()
    {
        var folder = Path.Combine(House.WebRoot, "..", "..", "empty-page");
        var root = Path.GetFullPath(Path.Combine(folder, "wwwroot"));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { WebRootPath = root });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapStaticAssets(Path.GetFullPath(Path.Combine(folder, "EmptyPage.staticwebassets.endpoints.json")));
        app.MapGet("/", () => Results.File(Path.Combine(root, "index.html"), "text/html"));
        app.MapHub<Nothing>("/hub");
        await app.StartAsync();
        return new EmptyHouse(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Nothing : Hub;
}
