using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Teahouse.Web;
using Teahouse.Web.Conversations;
using Teahouse.Web.Files;
using Teahouse.Web.Notices;
using Teahouse.Web.Texts;

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
