using System.CommandLine;
using Teahouse.Server.Backups;
using Teahouse.Server.Demo;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Server;

/// <summary>The program's command line: the server itself when no command is named.</summary>
internal static class Commands
{
    /// <summary>The first runtime with the security fixes that a server on a network should have.</summary>
    private static readonly Version SafeRuntime = new(10, 0, 13);

    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen, such as http://0.0.0.0:8080; several are separated by semicolons.",
        DefaultValueFactory = _ => "http://0.0.0.0:8080",
        Recursive = true,
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "The folder of the database, keys and files.",
        DefaultValueFactory = _ => "data",
        Recursive = true,
    };

    private static readonly Option<string?> Cert = new("--cert")
    {
        Description = "A certificate with its key (.pfx or .pem) for https addresses.",
        Recursive = true,
    };

    private static readonly Option<double?> FileQuota = new("--file-quota")
    {
        Description = "GB that all files on their way may take together; by default 90% of the free disk.",
        Recursive = true,
    };

    private static readonly Option<double?> SenderQuota = new("--sender-quota")
    {
        Description = "GB that the files of one sender may take while they are on their way.",
        Recursive = true,
    };

    private static readonly Option<double> FileIdle = new("--file-idle")
    {
        Description = "Days after which a transfer in which nothing moves is ended.",
        DefaultValueFactory = _ => 7,
        Recursive = true,
    };

    private static readonly Option<string?> Web = new("--web")
    {
        Description = "The folder of the published web client.",
        Recursive = true,
    };

    /// <summary>The whole command line.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("Teahouse: chat and files for the people in one building. 茶馆：同一栋楼里的聊天与传文件。")
        {
            Urls, Data, Cert, Web, FileQuota, SenderQuota, FileIdle,
        };
        root.SetAction((result, _) => Serve(Options(result), _ => Task.CompletedTask));
        var demo = new Command("demo", "Serves a few people and conversations to look at; use a throw-away folder.");
        demo.SetAction((result, _) => Serve(Options(result), Demonstrate));
        root.Subcommands.Add(demo);
        root.Subcommands.Add(UserCommands.All(Data));
        root.Subcommands.Add(BackupCommands.Backup(Data));
        root.Subcommands.Add(BackupCommands.Restore(Data));
        return root;
    }

    private static ChatOptions Options(ParseResult result) => new()
    {
        Urls = result.GetValue(Urls)!,
        Data = result.GetValue(Data)!,
        Cert = result.GetValue(Cert),
        FileQuota = Bytes(result.GetValue(FileQuota)),
        SenderQuota = Bytes(result.GetValue(SenderQuota)),
        FileIdle = TimeSpan.FromDays(result.GetValue(FileIdle)),
        Web = FindWeb(result.GetValue(Web)),
    };

    private static long? Bytes(double? gigabytes) => gigabytes is { } given ? (long)(given * 1e9) : null;

    private static string? FindWeb(string? given)
    {
        var folder = given ?? Path.Combine(AppContext.BaseDirectory, "web", "wwwroot");
        return File.Exists(Path.Combine(folder, "index.html")) ? Path.GetFullPath(folder) : null;
    }

    private static async Task Demonstrate(ChatServer server)
    {
        await ActivatorUtilities.CreateInstance<DemoData>(server.Services).Fill();
        Announcement.Say($"账号 / accounts: {string.Join(", ", DemoData.People)}    密码 / password: {DemoData.Password}");
    }

    private static async Task<int> Serve(ChatOptions options, Func<ChatServer, Task> prepare)
    {
        try
        {
            await using var server = await ChatServer.Start(options);
            await prepare(server);
            Announcement.Print(server.Addresses);
            WarnOfOldRuntime();
            await server.Stopped;
            return 0;
        }
        catch (Exception e) when (e is StorageException or ListenException)
        {
            return Announcement.Fail(e.Message);
        }
    }

    private static void WarnOfOldRuntime()
    {
        if (Environment.Version >= SafeRuntime) return;
        Announcement.Say(
            $".NET {Environment.Version} 缺少安全更新，请升级到 {SafeRuntime} 或更新版本。 / " +
            $".NET {Environment.Version} lacks security fixes; update it to {SafeRuntime} or newer.");
    }
}
