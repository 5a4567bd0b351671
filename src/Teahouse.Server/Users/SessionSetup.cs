using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Teahouse.Protocol;
using Teahouse.Server.Requests;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Users;

/// <summary>
/// Sessions by the framework's cookie authentication: the cookie names a session, the database says whether it still holds.
/// </summary>
internal static class SessionSetup
{
    /// <summary>Adds accounts and sessions.</summary>
    public static void AddUsers(this IServiceCollection services, ChatOptions options, DataFolder folder)
    {
        services.AddSingleton<UserStore>().AddSingleton<SessionStore>().AddSingleton<SessionRules>().AddSingleton<UserRules>();
        services.AddSingleton<PasswordHashing>().AddSingleton<LoginDelay>().AddSingleton<Tokens>();
        services.AddHostedService<SessionCall>();
        services.AddDataProtection().SetApplicationName("teahouse").PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
        services.AddAuthorization();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookies =>
        {
            cookies.Cookie.HttpOnly = true;
            cookies.Cookie.SameSite = SameSiteMode.Strict;
            cookies.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookies.Cookie.IsEssential = true;
            cookies.ExpireTimeSpan = TimeSpan.FromDays(options.SessionDays);
            cookies.SlidingExpiration = true;
            cookies.CookieManager = new SessionCookies();
            cookies.Events.OnValidatePrincipal = Validate;
            cookies.Events.OnRedirectToLogin = context => RefusalAnswers.Write(context.HttpContext, new Refusal(ErrorCode.NotSignedIn));
            cookies.Events.OnRedirectToAccessDenied = context => RefusalAnswers.Write(context.HttpContext, new Refusal(ErrorCode.NotFound));
        });
    }

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<SessionRules>();
        if (!await sessions.Holds(Caller.From(context.Principal))) context.RejectPrincipal();
    }
}
