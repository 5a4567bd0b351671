using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Backups;

/// <summary>The commands <c>backup</c>, beside a running server or without one, and <c>restore</c>, without.</summary>
internal static class BackupCommands
{
    /// <summary>The command <c>backup</c>.</summary>
    /// <param name="data">The option that names the data folder.</param>
    public static Command Backup(Option<string> data)
    {
        var to = new Argument<string>("TO") { Description = "A folder that is not there yet, or is empty. 备份到的文件夹。" };
        var command = new Command("backup", "Copies all data into a folder, while the server runs too. 备份，服务器可以照常运行。") { to };
        command.SetAction(result => Say(() =>
        {
            var taken = BackupTaking.Take(result.GetValue(data)!, result.GetValue(to)!);
            var gone = taken.Missing == 0 ? "" : $" {taken.Missing} stored files had lost their bytes before. 另有 {taken.Missing} 个文件已丢失内容。";
            return $"Backed up {English(taken)} into {taken.Place}. 已备份{Chinese(taken)}。{gone}";
        }));
        return command;
    }

    /// <summary>The command <c>restore</c>.</summary>
    /// <param name="data">The option that names the data folder.</param>
    public static Command Restore(Option<string> data)
    {
        var from = new Argument<string>("FROM") { Description = "The folder of a backup. 备份所在的文件夹。" };
        var replace = new Option<bool>("--replace")
        {
            Description = "Moves what the data folder has aside first; nothing is deleted. 先把现有数据移到一边，不会删除。",
        };
        var command = new Command("restore", "Puts a backup into a data folder; the server is stopped. 恢复备份，须先停止服务器。") { from, replace };
        command.SetAction(result => Say(() =>
        {
            var put = BackupRestoring.Restore(result.GetValue(from)!, result.GetValue(data)!, result.GetValue(replace));
            var aside = put.Aside is null ? "" : $" What was there is in {put.Aside}. 原有数据在上述文件夹。";
            return $"Restored {English(put.Contents)} into {put.Contents.Place}. 已恢复{Chinese(put.Contents)}。{aside}";
        }));
        return command;
    }

    private static int Say(Func<string> work)
    {
        try
        {
            Announcement.Say(work());
            return 0;
        }
        catch (StorageException e)
        {
            return Announcement.Fail(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            return Announcement.Fail($"It failed: {e.Message.ReplaceLineEndings(" ")} 操作失败。");
        }
    }

    private static string English(BackupContents held) => $"{held.Events} events and {held.Files} files ({Size(held.Bytes)})";

    private static string Chinese(BackupContents held) => $" {held.Events} 条记录、{held.Files} 个文件（{Size(held.Bytes)}）";

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
