using System.CommandLine;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Resume;

/// <summary><c>bench w4</c>: thousands of connections are cut at once, and all come back while others go on talking.</summary>
internal static class ResumeCommand
{
    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 3, Description = "Each on a fresh server." };
    private static readonly Option<int> Returning = new("--guests") { DefaultValueFactory = _ => 5000, Description = "Cut off." };
    private static readonly Option<int> Staying = new("--bystanders") { DefaultValueFactory = _ => 100, Description = "Who talk." };
    private static readonly Option<double> Rate = new("--rate") { DefaultValueFactory = _ => 5, Description = "Messages/s in the room." };
    private static readonly Option<double> Seconds = new("--seconds") { DefaultValueFactory = _ => 5, Description = "Of talk before." };
    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the table as Markdown." };

    public static Command Make()
    {
        var command = new Command("w4", "A reconnect storm: all come back at once.") { Rounds, Returning, Staying, Rate, Seconds, Table };
        command.SetAction((result, _) => Run(result));
        return command;
    }

    private static async Task<int> Run(ParseResult options)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-w4-");
        var plan = new ResumePlan(
            options.GetValue(Staying), options.GetValue(Returning), options.GetValue(Rate), options.GetValue(Seconds));
        try
        {
            var programs = new CPrograms(folder.FullName);
            await programs.Compile();
            Console.WriteLine($"{plan.Returning} cut off, {plan.Staying} stay and say {plan.Rate} messages a second to all.");
            Console.WriteLine("Accounts from the start, rates and connections of an address 1,000,000; each message is synced.");
            var table = new ResumeTable(plan);
            for (var round = 1; round <= options.GetValue(Rounds); round++)
            {
                await using var server = await TeahouseRoom.Start(plan.Staying + plan.Returning);
                var result = await plan.Run(programs, server);
                table.Add(result);
                Console.WriteLine($"{round}. {result.Back} back in {Samples.Text(result.Seconds, 1)} s, " +
                    $"{Samples.Text(result.CostOf(plan), 2)} ms each, p99 {Samples.Text(result.P99, 0)} ms");
            }
            Console.WriteLine(table);
            if (options.GetValue(Table) is { } path) await File.WriteAllTextAsync(path, $"{table}");
            return table.IsWhole ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
