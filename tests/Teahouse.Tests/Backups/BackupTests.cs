using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Teahouse.Protocol;
using Teahouse.Server.Storage;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Backups;

/// <summary>The commands in processes of their own, beside a server that is busy.</summary>
public sealed class BackupTests
{
    private static readonly string[] Guests = [People.Ada, People.Linus, People.Grace, People.张三];

    [Fact]
    public async Task A_backup_taken_while_four_people_talk_is_whole_and_their_windows_begin_anew_after_it_is_restored()
    {
        await using var server = await TestServer.Start();
        using var place = new TempFolder();
        var to = Path.Combine(place.Path, "backup");
        var ada = await server.Enter(People.Ada);
        await using var window = await Window.Open(server.Url, People.Ada, ada.Token);
        var epoch = server.Get<Db>().Epoch;
        using var stop = new CancellationTokenSource();
        var stored = new ConcurrentBag<(string Text, long Seq)>();
        var talking = Guests.Select(name => Talk(server, name, stored, stop.Token)).ToArray();
        await window.Until(() => stored.Count > 200, "sees the others talk");

        var before = stored.ToArray();
        var (exit, said) = await ServerProcess.Run("backup", to, "--data", server.Folder);
        await stop.CancelAsync();
        await Task.WhenAll(talking);
        Assert.Equal(0, exit);
        Assert.Contains($"into {to}", Assert.Single(said));
        Assert.Equal([to], Directory.GetFileSystemEntries(place.Path));
        Assert.True(stored.Count > before.Length, "Nobody said anything meanwhile.");
        await window.Until(() => window.Client.PublicRoom!.Timeline.LastSeq == stored.Count, "has everything");

        await server.Stop();
        Assert.Equal(0, (await ServerProcess.Run("restore", to, "--data", server.Folder, "--replace")).ExitCode);
        Assert.Equal("ok", IntegrityOf(server.Folder));
        await server.StartAgain();

        Assert.NotEqual(epoch, server.Get<Db>().Epoch);
        await using var fresh = await Window.Open(server.Url, People.Ada, ada.Token);
        var log = await ReadAll(fresh);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(e => e.Seq));
        Assert.Equal(log.Count, fresh.Client.PublicRoom!.Head);
        Assert.Subset(log.Select(e => (((TextMessage)e.Body).Text, e.Seq)).ToHashSet(), before.ToHashSet());
        var room = window.Client.PublicRoom!;
        await window.Until(() => window.Client.Link.IsOnline && room.Timeline.Loaded && room.Timeline.LastSeq == log.Count, "begins anew");
        Assert.Equal(fresh.Client.PublicRoom!.Timeline.Events, room.Timeline.Events);
    }

    [Fact]
    public async Task A_backup_of_a_stopped_server_starts_in_another_folder_with_every_session()
    {
        await using var server = await TestServer.Start();
        using var place = new TempFolder();
        var (to, fresh) = (Path.Combine(place.Path, "backup"), Path.Combine(place.Path, "fresh"));
        var ada = await server.Enter(People.Ada);
        await using (var window = await ada.Open()) await window.Say("午饭?");
        await server.Stop();

        Assert.Equal(0, (await ServerProcess.Run("backup", to, "--data", server.Folder)).ExitCode);
        var (exit, said) = await ServerProcess.Run("restore", to, "--data", fresh);
        Assert.Equal(0, exit);
        Assert.StartsWith($"Restored 1 events and 0 files", Assert.Single(said), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal((own, own), (File.GetUnixFileMode(to), File.GetUnixFileMode(fresh)));
        }

        await using var process = await ServerProcess.Start(fresh);
        await using var back = await Window.Open(process.Url, People.Ada, ada.Token);
        await back.Sees("午饭?", People.Ada, null);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_taken_says_why_and_leaves_nothing_behind()
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        using var place = new TempFolder();
        var to = Path.Combine(place.Path, "backup");
        Assert.Contains("There is no Teahouse in the folder", await Refusal("backup", to, "--data", place.Path));
        Directory.CreateDirectory(to);
        await File.WriteAllTextAsync(Path.Combine(to, "other.txt"), "somebody else's");
        Assert.Contains("is there already", await Refusal("backup", to, "--data", server.Folder));
        Assert.Contains("is there already", await Refusal("backup", Path.Combine(to, "other.txt"), "--data", server.Folder));
        Assert.Equal([to], Directory.GetFileSystemEntries(place.Path));

        File.Delete(Path.Combine(to, "other.txt"));
        Assert.Equal(0, (await ServerProcess.Run("backup", to, "--data", server.Folder)).ExitCode);

        await server.Stop();
        Damage(Path.Combine(server.Folder, "teahouse.db"), 4096 * 3);
        var another = Path.Combine(place.Path, "another");
        Assert.Contains("damaged", await Refusal("backup", another, "--data", server.Folder));
        Assert.Equal([to], Directory.GetFileSystemEntries(place.Path));
    }

    /// <summary>Overwrites a page of a file.</summary>
    internal static void Damage(string path, long offset)
    {
        using var file = File.OpenWrite(path);
        file.Position = offset;
        for (var i = 0; i < 256; i++) file.Write("not what it was "u8);
    }

    internal static async Task<string> Refusal(params string[] arguments)
    {
        var (exit, output) = await ServerProcess.Run(arguments);
        Assert.Equal(1, exit);
        return Assert.Single(output);
    }

    private static async Task Talk(
        TestServer server, string name, ConcurrentBag<(string Text, long Seq)> stored, CancellationToken stop)
    {
        await using var window = await (await server.Enter(name)).Open();
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
            stored.Add((text, (await window.Say(text)).Seq));
        }
    }

    private static async Task<List<Event>> ReadAll(Window window)
    {
        var all = new List<Event>();
        EventPage page;
        do
        {
            page = await window.Client.Calls.ReadAfter(new ReadAfter(Limits.PublicRoom, all.Count, Limits.PageEvents));
            all.AddRange(page.Events);
        }
        while (page.Events.Length > 0);
        return all;
    }

    private static string? IntegrityOf(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "teahouse.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string?)command.ExecuteScalar();
    }
}
