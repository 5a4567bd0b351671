using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests;

/// <summary>Row 1: what the real executable says when it cannot start. One line that says what to do, and an exit code.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Row_1_a_taken_port_is_said()
    {
        using var folder = new TempFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        Assert.Contains($"{url} is taken", await Refusal("--urls", url, "--data", folder.Path));
    }

    [Theory]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1:0")]
    public async Task Row_1_an_address_that_is_none_is_said(string url)
    {
        using var folder = new TempFolder();
        Assert.Contains("--urls", await Refusal("--urls", url, "--data", folder.Path));
    }

    [Fact]
    public async Task Row_1_a_folder_that_cannot_be_used_is_said()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "not a folder");
        Assert.Contains("--data", await Refusal("--urls", "http://127.0.0.1:0", "--data", file));
        Assert.Contains("--data", await Refusal("--urls", "http://127.0.0.1:0", "--data", Path.Combine(file, "below")));
    }

    [Fact]
    public async Task Row_1_a_folder_that_another_server_has_is_said()
    {
        await using var server = await TestServer.Start();
        Assert.Contains("stop the other server", await Refusal("--urls", "http://127.0.0.1:0", "--data", server.Folder));
    }

    [Theory]
    [InlineData(0, "not a database, not at all")]
    [InlineData(4096, "a page in the middle that was overwritten")]
    public async Task Row_1_a_damaged_database_is_said(long offset, string damage)
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        await server.Stop();
        await using (var file = File.OpenWrite(Path.Combine(server.Folder, "teahouse.db")))
        {
            for (file.Position = offset; file.Position < offset + 4096 * 20;)
                await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(damage));
        }
        Assert.Contains("restore a backup", await Refusal("--urls", "http://127.0.0.1:0", "--data", server.Folder));
    }

    [Fact]
    public async Task Row_1_a_newer_database_is_said_and_left_as_it_is()
    {
        await using var server = await TestServer.Start();
        await server.Stop();
        await using var database = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "teahouse.db")};Pooling=false");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "PRAGMA user_version = 9999";
        command.ExecuteNonQuery();
        Assert.Contains("newer", await Refusal("--urls", "http://127.0.0.1:0", "--data", server.Folder));
        Assert.Contains("newer", await Refusal("user", "list", "--data", server.Folder));
    }

    [Fact]
    public async Task Row_1_a_certificate_that_cannot_be_read_is_said()
    {
        using var folder = new TempFolder();
        var cert = Path.Combine(folder.Path, "cert.pfx");
        Assert.Contains("--cert", await Refusal("--urls", "https://127.0.0.1:0", "--data", folder.Path, "--cert", cert));
        await File.WriteAllTextAsync(cert, "not a certificate");
        Assert.Contains("--cert", await Refusal("--urls", "https://127.0.0.1:0", "--data", folder.Path, "--cert", cert));
        Assert.Contains("--cert", await Refusal("--urls", "https://127.0.0.1:0", "--data", folder.Path));
    }

    private static async Task<string> Refusal(params string[] arguments)
    {
        var (exit, output) = await ServerProcess.Run(arguments);
        Assert.NotEqual(0, exit);
        return Assert.Single(output);
    }
}
