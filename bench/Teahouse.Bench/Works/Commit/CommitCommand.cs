using System.CommandLine;
using System.Globalization;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Commit;

/// <summary><c>bench w5</c>: what it takes until a message is safe, beside a program that does nothing but append and sync.</summary>
internal static class CommitCommand
{
    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "In turns." };
    private static readonly Option<string> Senders = new("--senders") { DefaultValueFactory = _ => "1,16,256", Description = "At once." };
    private static readonly Option<double> Seconds = new("--seconds") { DefaultValueFactory = _ => 3, Description = "Of each." };
    private static readonly Option<double> Delay = new("--sync-delay")
    {
        DefaultValueFactory = _ => 5,
        Description = "Milliseconds that a sync of the slow disk takes more; the most senders are measured on it too.",
    };

    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the table as Markdown." };

    public static Command Make()
    {
        var command = new Command("w5", "Durable sends and group commit, beside an append with group fsync in C.")
        {
            Rounds, Senders, Seconds, Delay, Table,
        };
        command.SetAction((result, _) => Run(result));
        return command;
    }

    private static async Task<int> Run(ParseResult options)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-w5-");
        int[] senders = [.. options.GetValue(Senders)!.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))];
        var seconds = options.GetValue(Seconds);
        CommitPlan[] plans =
        [
            .. senders.Select(count => new CommitPlan(count, seconds, TimeSpan.Zero)),
            new CommitPlan(senders.Max(), seconds, TimeSpan.FromMilliseconds(options.GetValue(Delay))),
        ];
        try
        {
            var programs = new CPrograms(folder.FullName);
            await programs.Compile();
            Console.WriteLine($"{options.GetValue(Rounds)} rounds of {seconds} s, warmed up; each side on a fresh file of the same disk.");
            var table = new CommitTable();
            for (var round = 1; round <= options.GetValue(Rounds); round++)
            {
                foreach (var plan in plans) table.Add(plan, await plan.Measure(programs, folder.FullName));
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
