using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Users;

/// <summary>
/// What an operator does about accounts, for a LAN has no mail. Works on the folder of a running and of a stopped server.
/// </summary>
internal static class UserCommands
{
    private const string PasswordLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>The command <c>user</c> with its parts.</summary>
    /// <param name="data">The option that names the data folder.</param>
    public static Command All(Option<string> data) => new("user", "Looks after accounts. 管理账号。")
    {
        List(data),
        Named(data, "reset", "Gives an account a new random password and ends its sessions. 重设密码。", Reset),
        Named(data, "disable", "Shuts an account and ends its sessions. 停用账号。", Disable),
        Named(data, "enable", "Opens a disabled account again. 恢复账号。", Enable),
    };

    private static Command List(Option<string> data)
    {
        var command = new Command("list", "Lists all accounts. 列出账号。");
        command.SetAction((result, _) => With(result.GetValue(data)!, users =>
        {
            foreach (var account in users.All()) Announcement.Say(Describe(account));
            return Task.CompletedTask;
        }));
        return command;
    }

    private static Command Named(Option<string> data, string verb, string description, Func<UserStore, Account, Task> act)
    {
        var name = new Argument<string>("NAME") { Description = "The account's name. 账号。" };
        var command = new Command(verb, description) { name };
        command.SetAction((result, _) => With(result.GetValue(data)!, async users =>
        {
            var wanted = result.GetValue(name)!;
            var account = UserName.KeyOf(wanted) is { } key ? users.Find(key) : null;
            if (account is null) throw new StorageException($"There is no account {wanted}. 没有账号 {wanted}。");
            await act(users, account);
            SessionCall.Send(result.GetValue(data)!);
        }));
        return command;
    }

    private static async Task Reset(UserStore users, Account account)
    {
        var letters = RandomNumberGenerator.GetString(PasswordLetters, 12);
        var password = $"{letters[..4]}-{letters[4..8]}-{letters[8..]}";
        using var hashing = new PasswordHashing(new ChatOptions { Data = "" });
        await users.SetPassword(account.Id, await hashing.Hash(password), keptSession: null);
        Announcement.Say($"{account.Name}: {password}");
    }

    private static async Task Disable(UserStore users, Account account)
    {
        await users.SetDisabled(account.Id, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        Announcement.Say($"{account.Name} is disabled. 账号已停用。");
    }

    private static async Task Enable(UserStore users, Account account)
    {
        await users.SetDisabled(account.Id, null);
        Announcement.Say($"{account.Name} is enabled. 账号已恢复。");
    }

    private static async Task<int> With(string folder, Func<UserStore, Task> work)
    {
        try
        {
            Db.Require(folder);
            using var db = Db.Open(folder, failure => throw failure, NullLogger.Instance);
            await work(new UserStore(db));
            return 0;
        }
        catch (StorageException e)
        {
            return Announcement.Fail(e.Message);
        }
    }

    private static string Describe(Account account)
    {
        var state = account.DisabledAt is { } since ? $"disabled 已停用 {Day(since)}"
            : account.LastSeenAt is { } seen ? $"last seen 上次在线 {Day(seen)}"
            : "-";
        return $"{account.Id,6}  {account.Name,-Protocol.Limits.NameLetters}  {state}";
    }

    private static string Day(long at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at).ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
