using System.CommandLine;
using System.Globalization;

namespace Teahouse.Bench.Works.Fanout;

/// <summary><c>bench w1</c>: one public room, many connections, a few messages: what a delivery costs.</summary>
internal static class FanoutCommand
{
    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "In turns." };
    private static readonly Option<int> Guests = new("--guests") { DefaultValueFactory = _ => 1000, Description = "Connections." };
    private static readonly Option<string> Rates = new("--rates") { DefaultValueFactory = _ => "20,100,400", Description = "Messages/s." };
    private static readonly Option<double> Seconds = new("--seconds") { DefaultValueFactory = _ => 5, Description = "Of each rate." };
    private static readonly Option<string> Servers = new("--servers")
    {
        DefaultValueFactory = _ => "teahouse,ngircd,floor",
        Description = RoomServers.Names,
    };

    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the table as Markdown." };

    public static Command Make()
    {
        var command = new Command("w1", "A public room with many connections, beside others and a floor in C.")
        {
            Rounds, Guests, Rates, Seconds, Servers, Table,
        };
        command.SetAction((result, _) => Run(result));
        return command;
    }

    private static async Task<int> Run(ParseResult options)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-w1-");
        var rates = options.GetValue(Rates)!.Split(',').Select(rate => int.Parse(rate, CultureInfo.InvariantCulture)).ToArray();
        var plan = new LoadPlan(options.GetValue(Guests), rates, 1, options.GetValue(Seconds));
        var programs = new CPrograms(folder.FullName);
        var servers = new List<RoomServer>();
        try
        {
            await programs.Compile();
            foreach (var name in options.GetValue(Servers)!.Split(','))
                servers.Add(await RoomServers.Start(name, programs, folder.FullName, plan.Guests));
            var table = await Measure(plan, options.GetValue(Rounds), programs, servers);
            var text = table.ToString();
            foreach (var room in servers.OfType<TeahouseRoom>()) text += $"\n{await Allocations.Table(plan, programs, room)}";
            Console.WriteLine(text);
            if (options.GetValue(Table) is { } path) await File.WriteAllTextAsync(path, text);
            return table.OursIsWhole ? 0 : 1;
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<FanoutTable> Measure(LoadPlan plan, int rounds, CPrograms programs, List<RoomServer> servers)
    {
        Console.WriteLine($"{plan.Guests} connections, {rounds} rounds of {plan.Seconds} s at each rate after {plan.WarmUp} s of it.");
        Console.WriteLine("The server of Teahouse has accounts from the start and rates of 1,000,000; each message is synced to the disk.");
        // What a runtime compiles while it runs is compiled once a server's life, not once a round.
        foreach (var server in servers.OfType<TeahouseRoom>()) await (plan with { Rates = [100], Seconds = 8 }).Run(programs, server);
        var table = new FanoutTable();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var server in servers)
            {
                var results = await plan.Run(programs, server);
                table.Add(server, results);
                Console.WriteLine($"{round}. {server.Name}: {string.Join(", ", results.Select(Short))}");
            }
        }
        return table;
    }

    private static string Short(LoadResult one) =>
        $"{one.Rate}/s {Samples.Text(one.Cost)} µs{(one.IsWhole ? "" : $" ({one.Delivered} of {one.Expected}, {one.Gaps} gaps)")}";
}
