using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Teahouse.Protocol;

namespace Teahouse.Server.Users;

/// <summary>Accounts over HTTP: JSON for scripts and programs, a plain form post for a page whose script has not run.</summary>
internal static class UserEndpoints
{
    // What says no content type is taken for JSON, and refused by that reading.
    private const int AfterJson = 1;

    /// <summary>Maps the calls about accounts and sessions.</summary>
    public static void MapUsers(this WebApplication app)
    {
        var api = app.MapGroup("/api");
        api.MapPost("/register", Register);
        api.MapPost("/register", RegisterByForm).DisableAntiforgery().WithOrder(AfterJson);
        api.MapPost("/login", Login);
        api.MapPost("/login", LoginByForm).DisableAntiforgery().WithOrder(AfterJson);
        api.MapPost("/logout", Logout);
        api.MapGet("/me", Me).RequireAuthorization();
        api.MapPost("/password", ChangePassword).RequireAuthorization();
        api.MapGet("/sessions", Sessions).RequireAuthorization();
        api.MapDelete("/sessions", EndOthers).RequireAuthorization();
        api.MapDelete("/sessions/{id}", End).RequireAuthorization();
    }

    private static Task<SignedIn> Register(Credentials wanted, UserRules rules, CancellationToken stop) => rules.Register(wanted, stop);

    private static Task<IResult> RegisterByForm(IFormCollection form, HttpContext context, UserRules rules) => Form(async () =>
    {
        var wanted = Read(form);
        await rules.Register(wanted, context.RequestAborted);
        await SignIn(context, await rules.Login(wanted, Device.Of(context), context.RequestAborted));
    });

    private static async Task<SignedIn> Login(Credentials given, HttpContext context, UserRules rules, Tokens tokens)
    {
        var caller = await rules.Login(given, Device.Of(context), context.RequestAborted);
        if (given.Bearer) return new SignedIn(caller.Id, caller.Name, tokens.Bearer(caller));
        await SignIn(context, caller);
        return new SignedIn(caller.Id, caller.Name);
    }

    private static Task<IResult> LoginByForm(IFormCollection form, HttpContext context, UserRules rules) =>
        Form(async () => await SignIn(context, await rules.Login(Read(form), Device.Of(context), context.RequestAborted)));

    private static async Task<IResult> Logout(HttpContext context, SessionRules sessions)
    {
        if (context.User.Identity is { IsAuthenticated: true }) await sessions.End(Caller.From(context.User));
        await context.SignOutAsync();
        return Results.NoContent();
    }

    private static SignedIn Me(HttpContext context)
    {
        var caller = Caller.From(context.User);
        context.Response.Headers.CacheControl = "no-store";
        return new SignedIn(caller.Id, caller.Name);
    }

    private static async Task<IResult> ChangePassword(ChangePassword change, HttpContext context, UserRules rules)
    {
        await rules.ChangePassword(Caller.From(context.User), change, Device.Of(context), context.RequestAborted);
        return Results.NoContent();
    }

    private static OwnSession[] Sessions(HttpContext context, SessionRules sessions)
    {
        context.Response.Headers.CacheControl = "no-store";
        return sessions.All(Caller.From(context.User));
    }

    private static async Task<IResult> EndOthers(HttpContext context, SessionRules sessions)
    {
        await sessions.EndOthers(Caller.From(context.User));
        return Results.NoContent();
    }

    private static async Task<IResult> End(HttpContext context, string id, SessionRules sessions)
    {
        await sessions.End(Caller.From(context.User), id);
        return Results.NoContent();
    }

    private static Credentials Read(IFormCollection form) => new(form["name"].ToString(), form["password"].ToString());

    private static async Task<IResult> Form(Func<Task> act)
    {
        try
        {
            await act();
            return new SeeOther("/");
        }
        catch (ChatException refused)
        {
            return new SeeOther("/?refused=" + ((int)refused.Code).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static Task SignIn(HttpContext context, Caller caller) =>
        context.SignInAsync(Tokens.ToPrincipal(caller), new AuthenticationProperties { IsPersistent = true });

    /// <summary>Sends the browser to a page after a form was posted.</summary>
    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
