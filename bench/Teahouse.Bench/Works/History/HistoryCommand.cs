using System.CommandLine;
using System.Globalization;

namespace Teahouse.Bench.Works.History;

/// <summary><c>bench w6</c>: what a look into the log costs when the log is long.</summary>
internal static class HistoryCommand
{
    private static readonly Option<string> Messages = new("--messages")
    {
        DefaultValueFactory = _ => "100000,1000000",
        Description = "Logs side by side; 10000000 takes about 2 GB of disk while it runs.",
    };

    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "In turns." };
    private static readonly Option<int> Queries = new("--queries") { DefaultValueFactory = _ => 500, Description = "Of each kind." };
    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the table as Markdown." };

    public static Command Make()
    {
        var command = new Command("w6", "Start-up, pages, dates and unread counts with logs of several lengths, beside bare SQL.")
        {
            Messages, Rounds, Queries, Table,
        };
        command.SetAction((result, _) => Run(result));
        return command;
    }

    private static async Task<int> Run(ParseResult options)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-w6-");
        var sizes = options.GetValue(Messages)!.Split(',').Select(size => long.Parse(size, CultureInfo.InvariantCulture));
        try
        {
            var files = new List<HistoryFile>();
            foreach (var size in sizes)
            {
                var file = new HistoryFile(folder.CreateSubdirectory($"{size}").FullName, size);
                await file.Make();
                Console.WriteLine($"{size} messages in {file.Bytes >> 20} MiB.");
                files.Add(file);
            }
            var table = await HistoryTable.Measure(files, options.GetValue(Rounds), options.GetValue(Queries));
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
