using System.Runtime.InteropServices.JavaScript;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Teahouse.Web;
using Teahouse.Web.Browser;
using Teahouse.Web.Conversations;
using Teahouse.Web.Files;
using Teahouse.Web.Notices;
using Teahouse.Web.Texts;

string[] modules =
[
    WindowJs.Module, TimelineJs.Module, ComposerJs.Module, OutboxJs.Module, FilesJs.Module, PeopleJs.Module, AlertsJs.Module,
];
await ImportAsync(ShellJs.Module);
try
{
    foreach (var module in modules) await ImportAsync(module);
}
catch (Exception e) when (e is JSException or AggregateException)
{
    // The server went away in between. Blazor would stay silent for ever.
    await ShellJs.ReloadWhenReachableAsync();
}

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<TextBook>();
builder.Services.AddSingleton<Wording>();
builder.Services.AddSingleton<NoticeBoard>();
builder.Services.AddSingleton<House>();
builder.Services.AddSingleton<FileDesk>();
builder.Services.AddSingleton<Alerts>();
builder.RootComponents.Add<App>("#app");
await builder.Build().RunAsync();

static Task ImportAsync(string module) => JSHost.ImportAsync(module, $"../js/{module}.js");
