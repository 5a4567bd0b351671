using System.Net;
using Teahouse.Protocol;
using Teahouse.Tests.Files;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Backups;

/// <summary>Database and spool of a backup are in step, whatever happens to the files while it is taken.</summary>
public sealed class FileBackupTests
{
    private const int Chunk = Exchange.Chunk;

    private static readonly byte[] Bytes = Exchange.Bytes((2 * Chunk) + 100);

    [Fact]
    public async Task A_stored_file_is_there_after_a_restore_and_an_upload_goes_on_where_it_stood()
    {
        await using var exchange = await Exchange.Start();
        using var place = new TempFolder();
        var backup = Path.Combine(place.Path, "backup");
        var stored = await exchange.Stored(Bytes);
        var half = await exchange.Accepted(Bytes.Length);
        await exchange.Put(half, 0, Bytes[..Chunk]);
        var (left, leaving) = (await exchange.Leave(Bytes.Length), await exchange.Leave(Bytes.Length));
        await exchange.Upload(left, Bytes);
        await exchange.Put(leaving, 0, Bytes[..Chunk]);
        // Of a chunk that is just arriving some bytes are there, and do not count.
        var content = new SlowContent(Bytes[Chunk..(2 * Chunk)], pauseAfter: 1_000_000);
        var put = exchange.Put(half, Chunk, content, System.Security.Cryptography.SHA256.HashData(Bytes[Chunk..(2 * Chunk)]));
        await content.Paused;

        Assert.Equal(0, (await ServerProcess.Run("backup", backup, "--data", exchange.Server.Folder)).ExitCode);
        content.GoOn();
        Assert.Equal(HttpStatusCode.OK, (await put).StatusCode);
        await exchange.Upload(half, Bytes, 2 * Chunk);
        foreach (var id in new[] { stored, left, leaving }) await Exchange.Cancel(exchange.AdasWindow, id);
        await Restore(exchange, backup);

        Assert.Equal(Bytes, await exchange.Download(stored));
        Assert.Equal((FileState.Accepted, (long)Chunk), ((await exchange.Status(half)).State, (await exchange.Status(half)).Received));
        await Exchange.Refusal(await exchange.Finish(half, Exchange.Digest(Bytes)), HttpStatusCode.Conflict);
        var download = exchange.Download(half);
        await exchange.Upload(half, Bytes, Chunk);
        Assert.Equal(Bytes, await download);
        await exchange.Accept(left);
        Assert.Equal(Bytes, await exchange.Download(left));
        await exchange.Upload(leaving, Bytes, Chunk);
        await exchange.Accept(leaving);
        Assert.Equal(Bytes, await exchange.Download(leaving));
    }

    [Fact]
    public async Task Files_that_come_and_go_while_a_backup_is_taken_are_whole_in_it_or_not_stored()
    {
        await using var exchange = await Exchange.Start();
        using var place = new TempFolder();
        var backup = Path.Combine(place.Path, "backup");
        var bytes = Exchange.Bytes(100_000);
        var ids = new List<Guid>();
        for (var i = 0; i < 30; i++) ids.Add(await exchange.Stored(bytes));

        var taking = ServerProcess.Run("backup", backup, "--data", exchange.Server.Folder);
        foreach (var id in ids.ToArray())
        {
            await Exchange.Cancel(exchange.AdasWindow, id);
            ids.Add(await exchange.Stored(bytes));
            await Task.Delay(20);
        }
        Assert.Equal(0, (await taking).ExitCode);
        await Restore(exchange, backup);

        foreach (var id in ids)
        {
            using var answer = await exchange.Ada.Http.GetAsync(new Uri($"api/files/{id}", UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.NotFound) continue;
            if ((await exchange.Status(id)).State == FileState.Stored) Assert.Equal(bytes, await exchange.Download(id));
        }
    }

    [Fact]
    public async Task A_file_of_a_backup_whose_bytes_were_changed_is_refused()
    {
        await using var exchange = await Exchange.Start();
        using var place = new TempFolder();
        var backup = Path.Combine(place.Path, "backup");
        var id = await exchange.Stored(Bytes);
        Assert.Equal(0, (await ServerProcess.Run("backup", backup, "--data", exchange.Server.Folder)).ExitCode);

        var name = $"spool/{id:N}";
        BackupTests.Damage(Path.Combine(backup, name), Chunk);
        Assert.Contains(name, await BackupTests.Refusal("restore", backup, "--data", Path.Combine(place.Path, "fresh")));
    }

    private static async Task Restore(Exchange exchange, string backup)
    {
        await exchange.Server.Stop();
        Assert.Equal(0, (await ServerProcess.Run("restore", backup, "--data", exchange.Server.Folder, "--replace")).ExitCode);
        await exchange.Restart();
    }
}
