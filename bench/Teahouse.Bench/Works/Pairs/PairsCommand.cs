using System.CommandLine;
using System.Globalization;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Pairs;

/// <summary><c>bench w2</c>: private conversations, each of two people: what a message costs from its parsing to its delivery.</summary>
internal static class PairsCommand
{
    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "In turns." };
    private static readonly Option<int> Pairs = new("--pairs") { DefaultValueFactory = _ => 500, Description = "Conversations." };
    private static readonly Option<string> Rates = new("--rates") { DefaultValueFactory = _ => "100,500", Description = "Messages/s." };
    private static readonly Option<double> Seconds = new("--seconds") { DefaultValueFactory = _ => 4, Description = "Of each rate." };
    private static readonly Option<string> Servers = new("--servers")
    {
        DefaultValueFactory = _ => "teahouse,ejabberd-archive,ejabberd,prosody-archive,prosody",
        Description = RoomServers.Names,
    };

    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the table as Markdown." };

    public static Command Make()
    {
        var command = new Command("w2", "Private talk, beside ejabberd and prosody.") { Rounds, Pairs, Rates, Seconds, Servers, Table };
        command.SetAction((result, _) => Run(result));
        return command;
    }

    private static async Task<int> Run(ParseResult options)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-w2-");
        var rates = options.GetValue(Rates)!.Split(',').Select(rate => int.Parse(rate, CultureInfo.InvariantCulture)).ToArray();
        var plan = new LoadPlan(2 * options.GetValue(Pairs), rates, 1, options.GetValue(Seconds));
        var programs = new CPrograms(folder.FullName);
        var servers = new List<RoomServer>();
        try
        {
            await programs.Compile();
            foreach (var name in options.GetValue(Servers)!.Split(','))
                servers.Add(await RoomServers.Start(name, programs, folder.FullName, plan.Guests));
            var table = await Measure(plan, options.GetValue(Rounds), programs, servers);
            var text = table.ToString();
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

    private static async Task<PairsTable> Measure(LoadPlan plan, int rounds, CPrograms programs, List<RoomServer> servers)
    {
        Console.WriteLine($"{plan.Guests / 2} pairs, {rounds} rounds of {plan.Seconds} s at each rate after {plan.WarmUp} s of it.");
        Console.WriteLine("Ours: accounts from the start, rates of 1,000,000; each message is synced before it is acknowledged.");
        Console.WriteLine("XMPP: plain TCP and passwords, no limits, no offline messages, no acknowledgements, nobody in a roster.");
        var rows = servers.SelectMany(PairsRow.Of).ToArray();
        // What a runtime compiles while it runs is compiled once a server's life, not once a round.
        foreach (var row in rows) await (plan with { Rates = [plan.Rates[^1]], Seconds = 3 }).Run(programs, row.Server, row.Kind);
        var table = new PairsTable();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var row in rows)
            {
                var results = await plan.Run(programs, row.Server, row.Kind);
                table.Add(row, results);
                Console.WriteLine($"{round}. {row.Name}: {string.Join(", ", results.Select(one => Short(row, one)))}");
            }
        }
        return table;
    }

    private static string Short(PairsRow row, LoadResult one) =>
        $"{one.Rate}/s {Samples.Text(row.Cost(one), 0)} µs{(one.IsWhole ? "" : $" ({one.Delivered} of {one.Expected})")}";
}
