using System.Runtime.InteropServices.JavaScript;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Teahouse.Web;
using Teahouse.Web.Browser;
using Teahouse.Web.Conversations;
using Teahouse.Web.Files;
using Teahouse.Web.Notices;
using Teahouse.Web.Texts;

foreach (var module in (string[])[
    ShellJs.Module, WindowJs.Module, TimelineJs.Module, ComposerJs.Module, OutboxJs.Module, FilesJs.Module])
{
    await JSHost.ImportAsync(module, $"../js/{module}.js");
}

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<TextBook>();
builder.Services.AddSingleton<Wording>();
builder.Services.AddSingleton<NoticeBoard>();
builder.Services.AddSingleton<House>();
builder.Services.AddSingleton<FileDesk>();
builder.RootComponents.Add<App>("#app");
await builder.Build().RunAsync();
