using System.CommandLine;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Files;

/// <summary><c>bench files</c>: W7, files through the server.</summary>
internal static class FilesCommand
{
    private const long Mebibyte = 1 << 20;

    private static readonly Option<int> Rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "Of each measurement." };
    private static readonly Option<int> Size = new("--mib") { DefaultValueFactory = _ => 1024, Description = "One, or all at once." };
    private static readonly Option<int> AtOnce = new("--at-once") { DefaultValueFactory = _ => 8, Description = "Large files at once." };
    private static readonly Option<int> Small = new("--small") { DefaultValueFactory = _ => 10_000, Description = "Files of 1 KiB." };
    private static readonly Option<int> Guests = new("--guests") { DefaultValueFactory = _ => 1000, Description = "In the room." };
    private static readonly Option<int> Rate = new("--rate") { DefaultValueFactory = _ => 20, Description = "Messages/s in the room." };
    private static readonly Option<int> Warm = new("--warm") { DefaultValueFactory = _ => 5, Description = "Files before it counts." };
    private static readonly Option<string[]> Parts = new("--only")
    {
        DefaultValueFactory = _ => ["one", "several", "small", "chat"],
        AllowMultipleArgumentsPerToken = true,
        Description = "Some of: one several small chat.",
    };

    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the tables as Markdown." };

    public static Command Make()
    {
        var command = new Command("files", "W7: files through the server, beside nginx, scp and one pass of SHA-256.")
        {
            Rounds, Size, AtOnce, Small, Guests, Rate, Warm, Parts, Table,
        };
        command.SetAction(async (result, stop) =>
        {
            var plan = new FilesPlan(
                result.GetValue(Rounds), result.GetValue(Size) * Mebibyte, result.GetValue(AtOnce), result.GetValue(Small),
                new LoadPlan(result.GetValue(Guests), [result.GetValue(Rate)], 1, 5), result.GetValue(Warm),
                result.GetValue(Parts)!);
            var text = await plan.Run();
            Console.WriteLine(text);
            if (result.GetValue(Table) is { } path) await File.WriteAllTextAsync(path, text, stop);
            return 0;
        });
        return command;
    }
}
