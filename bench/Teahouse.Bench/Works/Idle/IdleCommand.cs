using System.CommandLine;
using System.Globalization;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Idle;

/// <summary><c>bench w3</c>: people who are logged in and say nothing: what each keeps in use.</summary>
internal static class IdleCommand
{
    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 3, Description = "Each on a fresh server." };
    private static readonly Option<string> Steps = new("--steps") { DefaultValueFactory = _ => "1000,3000,5000", Description = "People." };
    private static readonly Option<double> Settle = new("--settle")
    {
        // In a house that has gone quiet the server collects, at most once a minute (decision 38).
        DefaultValueFactory = _ => 85,
        Description = "Seconds at each step.",
    };
    private static readonly Option<double> Watch = new("--watch") { DefaultValueFactory = _ => 20, Description = "Seconds of idle CPU." };
    private static readonly Option<string> Servers = new("--servers")
    {
        DefaultValueFactory = _ => "teahouse,ejabberd,ngircd",
        Description = RoomServers.Names,
    };

    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the table as Markdown." };

    public static Command Make()
    {
        var command = new Command("w3", "Idle connections, beside ejabberd and ngircd.") { Rounds, Steps, Settle, Watch, Servers, Table };
        command.SetAction((result, _) => Run(result));
        return command;
    }

    private static async Task<int> Run(ParseResult options)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-w3-");
        var steps = options.GetValue(Steps)!.Split(',').Select(step => int.Parse(step, CultureInfo.InvariantCulture)).ToArray();
        var plan = new IdlePlan(
            steps, TimeSpan.FromSeconds(options.GetValue(Settle)), TimeSpan.FromSeconds(options.GetValue(Watch)));
        var programs = new CPrograms(folder.FullName);
        try
        {
            await programs.Compile();
            Console.WriteLine($"{options.GetValue(Rounds)} rounds, each on fresh servers, {string.Join(", ", steps)} connections.");
            Console.WriteLine("Ours: all in the public room, PING every 10 s, heartbeat every 15 s. ejabberd: in no room, no roster.");
            Console.WriteLine("ngircd: in no channel. Neither of the two asks its clients for anything.");
            var table = new IdleTable();
            for (var round = 1; round <= options.GetValue(Rounds); round++)
            {
                foreach (var name in options.GetValue(Servers)!.Split(','))
                {
                    var own = folder.CreateSubdirectory($"{round}-{name}").FullName;
                    await using var server = await RoomServers.Start(name, programs, own, steps.Max());
                    var result = await plan.Run(programs, server);
                    table.Add(server.Name, result);
                    Console.WriteLine($"{round}. {server.Name}: {result}");
                }
            }
            Console.WriteLine(table);
            if (options.GetValue(Table) is { } path) await File.WriteAllTextAsync(path, $"{table}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
