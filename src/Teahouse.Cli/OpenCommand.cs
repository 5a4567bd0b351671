using System.CommandLine;

namespace Teahouse.Cli;

/// <summary><c>teahouse open</c>: a window of its own on a server's page; the command ends with the window.</summary>
internal sealed class OpenCommand : Command
{
    private readonly Option<Uri> _server = new("--server")
    {
        Description = "The server's address; ADDRESS alone means http://ADDRESS:8080",
        HelpName = "URL",
        CustomParser = ServerAddress.Parse,
        DefaultValueFactory = _ => ServerAddress.Default,
    };

    private readonly Option<string> _profile = new("--profile")
    {
        Description = "Who sits here, when several people share this machine; each profile has its own session",
        HelpName = "NAME",
        DefaultValueFactory = _ => "default",
    };

    public OpenCommand() : base("open", "Opens a window of its own, and ends with it")
    {
        Add(_server);
        Add(_profile);
        _profile.Validators.Add(Profile.Validate);
        SetAction(OpenAsync);
    }

    private async Task<int> OpenAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (server, profile) = (parsed.GetRequiredValue(_server), parsed.GetRequiredValue(_profile));
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            if (!await ServerCheck.WaitAsync(server, output, cancel))
                return Fail(errors, Texts.NotTeahouse(server));
            if (Browser.Find() is not { } browser)
                return OpenInDefaultBrowser(server, output, errors);
            using var window = AppWindow.Open(browser, Profile.Open(browser, profile), server);
            if (window.Profile.IsInUse)
                output.WriteLine(Texts.ProfileInUse(profile));
            return await window.WaitAsync(cancel) is { } trouble ? Fail(errors, Texts.NoWindow(browser, trouble)) : 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static int OpenInDefaultBrowser(Uri server, TextWriter output, TextWriter errors)
    {
        try
        {
            Browser.OpenDefault(server);
            output.WriteLine(Texts.DefaultBrowser(server));
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return Fail(errors, Texts.NoBrowser(server));
        }
    }

    private static int Fail(TextWriter errors, string text)
    {
        errors.WriteLine(text);
        return 1;
    }
}
