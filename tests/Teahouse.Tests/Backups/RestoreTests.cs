using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Backups;

/// <summary>When a backup is not restored, and what becomes of what was there.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly TempFolder _place = new();
    private TestServer _server = null!;

    private string Backup => Path.Combine(_place.Path, "backup");

    private string Fresh => Path.Combine(_place.Path, "fresh");

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.Start();
        var ada = await _server.Enter(People.Ada);
        await using var window = await ada.Open();
        await window.Say("in the backup");
        Assert.Equal(0, (await ServerProcess.Run("backup", Backup, "--data", _server.Folder)).ExitCode);
        await window.Say("after it");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public async Task A_folder_that_a_server_holds_is_left_alone() =>
        Assert.Contains("stop the other server", await BackupTests.Refusal("restore", Backup, "--data", _server.Folder, "--replace"));

    [Fact]
    public async Task What_is_there_is_replaced_only_on_demand_and_never_deleted()
    {
        await _server.Stop();
        Assert.Contains("--replace", await BackupTests.Refusal("restore", Backup, "--data", _server.Folder));

        var (exit, said) = await ServerProcess.Run("restore", Backup, "--data", _server.Folder, "--replace");
        Assert.Equal(0, exit);
        var aside = Assert.Single(Directory.GetDirectories(_server.Folder, "before-restore-*"));
        Assert.Contains($"What was there is in {aside}.", Assert.Single(said));
        Assert.Equal("Restored 1 events", said[0][..17]);
        Assert.Empty(Directory.GetFileSystemEntries(_server.Folder, "*.unfinished"));

        // The old folder is a data folder still.
        await using var old = await ServerProcess.Start(aside);
        await using var window = await Window.Open(old.Url, People.Ada, await Login(old.Url));
        await window.Sees("after it", People.Ada, null);
    }

    [Theory]
    [InlineData("teahouse.db", "teahouse.db")]
    [InlineData("SHA256SUMS", "broken")]
    [InlineData("keys", "keys/key-")]
    public async Task A_broken_backup_is_refused_and_changes_nothing(string broken, string told)
    {
        await _server.Stop();
        var path = Path.Combine(Backup, broken);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else BackupTests.Damage(path, 0);
        Assert.Contains(told, await BackupTests.Refusal("restore", Backup, "--data", _server.Folder, "--replace"));
        Assert.Empty(Directory.GetDirectories(_server.Folder, "before-restore-*"));
        Assert.Empty(Directory.GetFileSystemEntries(_server.Folder, "*.unfinished"));

        await _server.StartAgain();
        await using var window = await Window.Open(_server.Url, People.Ada, (await _server.Enter(People.Ada)).Token);
        await window.Sees("after it", People.Ada, null);
    }

    [Fact]
    public async Task A_folder_without_the_list_of_its_files_is_no_whole_backup()
    {
        File.Delete(Path.Combine(Backup, "SHA256SUMS"));
        Assert.Contains("no whole backup", await BackupTests.Refusal("restore", Backup, "--data", Fresh));
        Assert.Contains("no whole backup", await BackupTests.Refusal("restore", Path.Combine(_place.Path, "nowhere"), "--data", Fresh));
        Assert.False(Directory.Exists(Fresh));
    }

    [Fact]
    public async Task A_list_that_names_files_elsewhere_is_broken()
    {
        await File.AppendAllTextAsync(Path.Combine(Backup, "SHA256SUMS"), $"{new string('0', 64)}  spool/../../elsewhere\n");
        Assert.Contains("SHA256SUMS", await BackupTests.Refusal("restore", Backup, "--data", Fresh));
        Assert.False(Directory.Exists(Fresh));
    }

    private static async Task<string> Login(Uri server)
    {
        using var accounts = new Teahouse.Client.AccountClient(new Teahouse.Client.ChatClientOptions { Server = server });
        return (await accounts.LoginAsync(People.Ada, People.Password, bearer: true)).Token!;
    }
}
