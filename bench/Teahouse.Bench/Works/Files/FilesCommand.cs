using System.CommandLine;

namespace Teahouse.Bench.Works.Files;

/// <summary><c>bench files</c>: W7, files through the server.</summary>
internal static class FilesCommand
{
    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "Of each measurement." };
    private static readonly Option<int> Mebibytes = new("--mib") { DefaultValueFactory = _ => 1024, Description = "The size of the file." };
    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the tables as Markdown." };

    public static Command Make()
    {
        var command = new Command("files", "W7: files through the server, beside nginx, scp and one pass of SHA-256.")
        {
            Rounds, Mebibytes, Table,
        };
        command.SetAction((result, _) => Run(
            result.GetValue(Rounds), result.GetValue(Mebibytes) * 1024L * 1024, result.GetValue(Table)));
        return command;
    }

    private static async Task<int> Run(int rounds, long size, string? table)
    {
        await using var site = await FileSite.Start(size);
        var one = new OneFile(site);
        for (var round = 0; round < rounds; round++) await one.Round();
        var text = one.Table().ToString();
        Console.WriteLine(text);
        if (table is not null) await File.WriteAllTextAsync(table, text);
        return 0;
    }
}
