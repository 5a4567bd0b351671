using System.CommandLine;
using System.Text;
using Spectre.Console;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Cli;

/// <summary>Whose account a command works with: its options, and how it logs in.</summary>
internal sealed class Account
{
    private const string PasswordVariable = "TEAHOUSE_PASSWORD";

    // A header takes no other letters, and some machines have a Chinese name.
    private static readonly string Agent = Ascii.IsValid(Environment.MachineName) ? $"teahouse ({Environment.MachineName})" : "teahouse";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Option<Uri> _server = new("--server")
    {
        Description = "The server's address; ADDRESS alone means http://ADDRESS:8080",
        HelpName = "URL",
        CustomParser = ServerAddress.Parse,
        DefaultValueFactory = _ => ServerAddress.Default,
    };

    private readonly Option<string> _user = new("--user")
    {
        Description = $"The account; its password is asked for, or taken from the environment variable {PasswordVariable}",
        HelpName = "NAME",
        Required = true,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_user);
    }

    /// <summary>Logs in, as soon as the server answers.</summary>
    /// <returns>What a client needs; null when it was refused, which was said.</returns>
    public async Task<ChatClientOptions?> EnterAsync(ParseResult parsed, IAnsiConsole console, CancellationToken stop)
    {
        var (server, user) = (parsed.GetRequiredValue(_server), parsed.GetRequiredValue(_user));
        var errors = parsed.InvocationConfiguration.Error;
        if (await PasswordAsync(console, user, stop) is not { } password)
        {
            await errors.WriteLineAsync(Texts.NoPassword(PasswordVariable));
            return null;
        }
        if (!await ServerCheck.WaitAsync(server, errors, stop))
        {
            await errors.WriteLineAsync(Texts.NotTeahouse(server));
            return null;
        }
        try
        {
            var token = await LoginAsync(server, user, password, stop);
            return new ChatClientOptions { Server = server, Token = () => Task.FromResult<string?>(token) };
        }
        catch (ChatException refused)
        {
            await errors.WriteLineAsync(Texts.Refused(refused.Code));
            return null;
        }
    }

    private static async Task<string?> PasswordAsync(IAnsiConsole console, string user, CancellationToken stop)
    {
        if (Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } given) return given;
        if (Console.IsInputRedirected || !console.Profile.Capabilities.Interactive) return null;
        return await console.PromptAsync(new TextPrompt<string>(Markup.Escape(Texts.PasswordOf(user))).Secret(), stop);
    }

    private static async Task<string> LoginAsync(Uri server, string user, string password, CancellationToken stop)
    {
        using var accounts = new AccountClient(new ChatClientOptions { Server = server, Agent = Agent });
        while (true)
        {
            try
            {
                return (await accounts.LoginAsync(user, password, bearer: true)).Token!;
            }
            catch (ChatException e) when (e.Code is ErrorCode.Busy or ErrorCode.LoginDelayed or ErrorCode.DiskFull)
            {
                await Task.Delay(e.RetryAfter ?? Pause, stop);
            }
            catch (LinkException)
            {
                await Task.Delay(Pause, stop);
            }
        }
    }
}
