using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Bench.Disk;
using Teahouse.Bench.Processes;
using Teahouse.Server;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Bench.Serve;

/// <summary>
/// <c>serve</c>: the real server in a process of its own, to be killed, frozen and starved. What differs from the product is said here:
/// rates that a bench may use, and accounts with sessions that are there from the start.
/// </summary>
internal static class ServeCommand
{
    /// <summary>The line by which it is asked how many bytes it has allocated; it answers with the same word and the number.</summary>
    public const string Allocated = "allocated";

    private static readonly Option<string> Data = new("--data") { Required = true };
    private static readonly Option<string> Urls = new("--urls") { Required = true };
    private static readonly Option<int> Guests = new("--guests");
    private static readonly Option<string?> DiskLog = new("--disk-log")
    {
        Description = "Notes there what a loss of power would leave; relative to DATA.",
    };

    private static readonly Option<string?> DiskOrders = new("--disk-orders")
    {
        Description = "The file that orders failures; relative to DATA.",
    };

    private static readonly Option<double> SyncDelay = new("--sync-delay") { Description = "Milliseconds that each sync takes more." };

    private static readonly Option<string?> SyncCounts = new("--sync-counts") { Description = "Counts syncs there; relative to DATA." };

    private static readonly Option<double> FileKeep = new("--file-keep")
    {
        DefaultValueFactory = _ => 600,
        Description = "Seconds that the bytes of an ended transfer are kept.",
    };

    public static Command Make()
    {
        var command = new Command("serve", "The server with the bench's rates and accounts.")
        {
            Data, Urls, Guests, DiskLog, DiskOrders, SyncDelay, SyncCounts, FileKeep,
        };
        command.SetAction((result, stop) => Serve(result));
        return command;
    }

    private static async Task<int> Serve(ParseResult result)
    {
        var data = result.GetValue(Data)!;
        using var disk = Disk(result, data);
        var time = new ShiftedTime();
        _ = TakeOrders(time);
        try
        {
            await using var server = await ChatServer.Start(Options(data, result, time));
            if (GuestPass.ReadAll(data) is null) GuestPass.WriteAll(data, await Invite(server, result.GetValue(Guests)));
            await server.Stopped;
            return 0;
        }
        catch (StorageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>Each number that comes in sets the clock forward by so many seconds, counted from the machine's.</summary>
    private static async Task TakeOrders(ShiftedTime time)
    {
        // The console's own reader blocks, whatever its names say.
        using var orders = new StreamReader(Console.OpenStandardInput());
        while (await orders.ReadLineAsync() is { } line)
        {
            if (line == Allocated) Console.WriteLine($"{Allocated} {GC.GetTotalAllocatedBytes()}");
            else time.Shift = TimeSpan.FromSeconds(double.Parse(line, CultureInfo.InvariantCulture));
        }
    }

    private static ChatOptions Options(string data, ParseResult result, TimeProvider time) => new()
    {
        Data = data,
        Urls = result.GetValue(Urls)!,
        HashIterations = 1,
        MessageBurst = 1_000_000,
        MessagesPerSecond = 1_000_000,
        OffersPerMinute = 1_000_000,
        StrangersPerAddress = 1_000_000,
        FileKeep = TimeSpan.FromSeconds(result.GetValue(FileKeep)),
        Time = time,
    };

    private static FaultyDisk? Disk(ParseResult result, string data)
    {
        var faults = new DiskFaults(
            Beside(result.GetValue(DiskLog)), Beside(result.GetValue(DiskOrders)), TimeSpan.FromMilliseconds(result.GetValue(SyncDelay)),
            Beside(result.GetValue(SyncCounts)));
        return faults == new DiskFaults() ? null : new FaultyDisk(data, faults);

        string? Beside(string? path) => path is null ? null : Path.GetFullPath(path, Path.GetFullPath(data));
    }

    private static async Task<GuestPass[]> Invite(ChatServer server, int count)
    {
        var (users, sessions, tokens) = (
            server.Services.GetRequiredService<UserStore>(), server.Services.GetRequiredService<SessionRules>(),
            server.Services.GetRequiredService<Tokens>());
        var hash = await server.Services.GetRequiredService<PasswordHashing>().Hash("nobody logs in with it");
        var here = new Device(IPAddress.Loopback);
        return await Task.WhenAll(Enumerable.Range(1, count).Select(async number =>
        {
            var name = UserName.Parse($"guest{number}");
            var id = await users.Add(name, hash, at: 0);
            return new GuestPass(id, name.Shown, tokens.Bearer(await sessions.Begin(id, name.Shown, here)));
        }));
    }
}
